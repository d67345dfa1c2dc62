using ChatEs.Api.Tests.Cli;
using ChatEs.Api.Tests.Hosting;
using Shouldly;
using Xunit;
using static ChatEs.Api.Tests.Import.ImportWorld;

namespace ChatEs.Api.Tests.Import;

public sealed class an_import_killed_in_the_middle(ImportWorld world) : IClassFixture<ImportWorld>
{
    private const int Lines = 12_000;

    [Fact]
    public async Task goes_on_where_it_stopped_and_ends_like_one_that_was_not()
    {
        var file = Path.Combine(Path.GetTempPath(), $"chates-{Guid.NewGuid():n}.ndjson");
        var content = Bytes(LivelyFile.Lines(Lines));
        await File.WriteAllBytesAsync(file, content);
        var (whole, killed) = (await world.Tenant(), await world.Tenant());
        string[] import = ["import", file, "--tenant", killed, "--connection", world.Host.ConnectionString];
        try
        {
            for (var goal = 1; goal < 3_000; goal = Count(killed) + 1)
            {
                using var program = Chates.Start(import);
                await ServerFolder.Until(() => Count(killed) >= goal, "the import has begun or gone on");
                program.Signal("KILL");
                await program.Ended();
            }
            Count(killed).ShouldBeInRange(1, Lines - 1);

            var (exit, said, error) = await Chates.Run([.. import, "--json"]);
            exit.ShouldBe(0, error);
            said.ShouldContain($"\"lines\":{Lines}");
            await world.Import(whole, content);
            (await world.Log(killed)).ShouldBe(await world.Log(whole));
            (await world.Content(killed)).ShouldBe(await world.Content(whole));
            (await world.Details(killed)).ShouldBe(await world.Details(whole));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private int Count(string tenant)
    {
        using var command = world.Db.CreateCommand("select count(*)::int from messages where tenant_id = $1");
        command.Parameters.AddWithValue(tenant);
        return (int)command.ExecuteScalar()!;
    }
}
