using ChatEs.Api.Hosting;
using ChatEs.Application.Auditing;
using ChatEs.Domain;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

public sealed class many_who_look(HostOf<many_who_look> host) : IClassFixture<HostOf<many_who_look>>
{
    [Fact]
    public async Task wait_for_a_place()
    {
        var auditor = host.Chat.Service<RoomAuditor>();
        var room = await host.Room();
        var held = await All(auditor, room);
        var waiting = Look(auditor, room);
        waiting.IsCompleted.ShouldBeFalse();
        await held[0].DisposeAsync();
        held[0] = await waiting;
        foreach (var one in held)
            await one.DisposeAsync();
    }

    [Fact]
    public async Task are_told_to_come_again_where_none_is_free_for_long()
    {
        var room = await host.Room();
        await using var impatient = await ChatEsHost.On(host.Chat.ConnectionString, kestrel: false, new HostSettings(null, ("Audit:Patience", "00:00:00.010")));
        var held = await All(impatient.Service<RoomAuditor>(), room);
        foreach (var path in new[] { $"/v1/audit/rooms/{room}/state", $"/v1/rooms/{room}?asOf=" + await host.Chat.Service<RoomAuditor>().Newest(default) })
        {
            await impatient.Scenario(x =>
            {
                x.Get(path).As(host.Server);
                x.ProblemShouldBe(503, "unavailable");
                x.HeaderShouldBe("Retry-After", "5");
            });
        }
        foreach (var one in held)
            await one.DisposeAsync();
        await impatient.Scenario(x => x.Get($"/v1/audit/rooms/{room}/state").As(host.Server));
    }

    [Fact]
    public async Task leave_nothing_behind_and_what_the_killed_have_left_is_dropped()
    {
        var (auditor, room) = (host.Chat.Service<RoomAuditor>(), await host.Room());
        await using var looking = await Look(auditor, room);
        var used = (await Schemas()).ShouldHaveSingleItem();
        var (old, young) = (Named(DateTimeOffset.UtcNow.AddHours(-2)), Named(DateTimeOffset.UtcNow));
        foreach (var name in new[] { old, young, "chat_asof_mine" })
            await Execute($"create schema {name}; create table {name}.rooms (number bigint)");

        var chore = new AbandonedShadows(auditor);
        (await chore.Do(DateTimeOffset.UtcNow, default)).ShouldBe(1);
        (await Schemas()).ShouldBe(new[] { used, young, "chat_asof_mine" }, ignoreOrder: true);
        // Two hours later the one that is being used is old, too, and still not abandoned.
        (await chore.Do(DateTimeOffset.UtcNow.AddHours(2), default)).ShouldBe(1);
        (await Schemas()).ShouldBe(new[] { used, "chat_asof_mine" }, ignoreOrder: true);

        await looking.DisposeAsync();
        (await Schemas()).ShouldBe(["chat_asof_mine"]);
        await Execute("drop schema chat_asof_mine cascade");
    }

    private static string Named(DateTimeOffset madeAt) => $"chat_asof_{Guid.CreateVersion7(madeAt):n}";

    private static async Task<List<RoomAsOf>> All(RoomAuditor auditor, long room)
    {
        List<RoomAsOf> held = [];
        for (var i = 0; i < new AuditSettings().AtOnce; i++)
            held.Add(await Look(auditor, room));
        return held;
    }

    private static async Task<RoomAsOf> Look(RoomAuditor auditor, long room) =>
        (await auditor.At("acme", new RoomNumber(room), new Moment(), default)).Result!;

    private async Task<List<string>> Schemas()
    {
        await using var db = NpgsqlDataSource.Create(host.Chat.ConnectionString);
        await using var command = db.CreateCommand("select array_agg(nspname::text) from pg_namespace where starts_with(nspname, 'chat_asof_')");
        return await command.ExecuteScalarAsync() is string[] names ? [.. names] : [];
    }

    private async Task Execute(string sql)
    {
        await using var db = NpgsqlDataSource.Create(host.Chat.ConnectionString);
        await using var command = db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
