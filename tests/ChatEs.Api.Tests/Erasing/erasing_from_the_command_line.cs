using System.Text.Json;
using ChatEs.Api.Tests.Cli;
using ChatEs.Api.Tests.Hosting;
using ChatEs.Api.Tests.Import;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Erasing;

public sealed class erasing_from_the_command_line(ErasureWorld<erasing_from_the_command_line> world)
    : IClassFixture<ErasureWorld<erasing_from_the_command_line>>
{
    [Fact]
    public async Task tells_what_there_is_asks_and_erases()
    {
        var mark = world.NewMark();
        var ann = await world.Chat.User("acme", $"ann-{mark}");
        await world.Post(await world.Room(ann), ann, $$"""{"text":"{{mark}}"}""");

        (await Failure(2, "--user", ann.UserId!)).ShouldBe("usage");
        (await Failure(2, "--yes")).ShouldBe("usage");
        (await Failure(1, "--user", "nobody", "--yes")).ShouldBe("user_not_found");
        (await Failure(1, "--number", "999999", "--yes")).ShouldBe("user_not_found");
        (await world.WhereIs(mark)).ShouldNotBeEmpty();

        var (exit, said, told) = await Chates.Run([.. Erase, "--user", ann.UserId!, "--yes", "--json"]);
        exit.ShouldBe(0, told);
        var answer = JsonDocument.Parse(said).RootElement;
        (answer.GetProperty("number").GetInt64(), answer.GetProperty("events").GetInt64(), answer.GetProperty("rooms").GetInt64())
            .ShouldBe((ann.UserNumber!.Value, 2, 1));
        told.ShouldContain("1  message_posted");
        (await world.WhereIs(mark)).ShouldBeEmpty();
        await world.ShouldBeWhole();

        (await Failure(1, "--user", ann.UserId!, "--yes")).ShouldBe("user_not_found");
        var again = await Chates.Run([.. Erase, "--number", $"{ann.UserNumber}", "--yes", "--json"]);
        JsonDocument.Parse(again.Out).RootElement.GetProperty("events").GetInt64().ShouldBe(0, again.Error);
    }

    [Fact]
    public async Task is_finished_by_another_run_when_it_was_killed()
    {
        const int Messages = 6_000;
        var mark = world.NewMark();
        var lines = ImportWorld.Bytes(Enumerable.Range(1, Messages).Select(i => ImportWorld.Message($"{mark} {i}", author: $"u-{mark}", text: $"{mark} {i}")));
        var (imported, _, wrong) = await Chates.Run(["import", "-", "--tenant", "acme", "--connection", world.Chat.ConnectionString], lines);
        imported.ShouldBe(0, wrong);

        using (var killed = Chates.Start([.. Erase, "--user", $"u-{mark}", "--yes"]))
        {
            await ServerFolder.Until(() => Erasures().GetAwaiter().GetResult() > 0, "the erasure has begun");
            killed.Signal("KILL");
            await killed.Ended();
        }
        (await Left(mark)).ShouldBeInRange(1, Messages);

        var (exit, _, error) = await Chates.Run([.. Erase, "--user", $"u-{mark}", "--yes"]);

        exit.ShouldBe(0, error);
        (await Left(mark)).ShouldBe(0);
        (await world.WhereIs(mark)).ShouldBeEmpty();
        (await world.Scalar<long>("select max(jsonb_array_length(data -> 'versions'))::bigint from events.mt_events where type = 'personal_data_erased'")).ShouldBe(1_000);
        await world.ShouldBeWhole();
    }

    private string[] Erase => ["erase", "--tenant", "acme", "--connection", world.Chat.ConnectionString];

    private Task<long> Erasures() =>
        world.Scalar<long>("select count(*) from events.mt_events where type = 'personal_data_erased' and jsonb_array_length(data -> 'versions') = 1000");

    private Task<long> Left(string mark) => world.Scalar<long>($"select count(*) from events.mt_events where data ->> 'personal' like '%{mark}%'");

    private async Task<string> Failure(int exitCode, params string[] options)
    {
        var (exit, said, error) = await Chates.Run([.. Erase, .. options, "--json"]);
        exit.ShouldBe(exitCode, said + error);
        return JsonDocument.Parse(said).RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }
}
