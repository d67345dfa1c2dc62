using ChatEs.Api.Hosting;
using ChatEs.Application.Auditing;
using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Replay;
using ChatEs.Domain;
using ChatEs.EventStore.Reading;
using ChatEs.Testing;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

public sealed class many_who_look(HostOf<many_who_look> host) : IClassFixture<HostOf<many_who_look>>
{
    [Fact]
    public async Task wait_for_a_place()
    {
        await using var chat = await ChatEsHost.On(host.Chat.ConnectionString, kestrel: false);
        var (auditor, room) = (chat.Service<RoomAuditor>(), await host.Room());
        var held = await All(auditor, room);
        var waiting = Look(auditor, room);
        waiting.IsCompleted.ShouldBeFalse();
        held[0].Dispose();
        held[0] = await waiting;
        foreach (var one in held)
            one.Dispose();
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
            one.Dispose();

        // Their places are free when their tables are empty, a moment after they were given back.
        var status = 503;
        for (var tries = 0; status == 503 && tries < 500; tries++)
        {
            await Task.Delay(20);
            status = (await impatient.Scenario(x =>
            {
                x.Get($"/v1/audit/rooms/{room}/state").As(host.Server);
                x.AnyStatus();
            })).Status;
        }
        status.ShouldBe(200);
    }

    [Fact]
    public async Task see_each_their_own_room_though_they_share_tables_one_after_the_other()
    {
        await using var chat = await ChatEsHost.On(host.Chat.ConnectionString, kestrel: false);
        var (auditor, random) = (chat.Service<RoomAuditor>(), new Random(24));
        long[] rooms = [await host.Room(), await host.Room(), await host.Room()];
        foreach (var room in rooms)
            await host.Scenario(x => x.Post($"/v1/rooms/{room}/messages").As(host.Ann).Json($$"""{"text":"of {{room}}"}""").StatusShouldBe(201));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async _ =>
        {
            var room = rooms[random.Next(rooms.Length)];
            using var past = await Look(auditor, room);
            foreach (var other in rooms)
            {
                var page = await past.Reads.Messages.Page("acme", new(other), null, new PageRequest.Newest(10), default);
                (page?.Messages.Select(m => m.Text)).ShouldBe(other == room ? [$"of {room}"] : null, ignoreOrder: false);
            }
        }));

        (await Schemas()).Count.ShouldBeInRange(1, new AuditSettings().AtOnce);
    }

    [Fact]
    public async Task find_new_tables_where_those_of_before_are_gone()
    {
        var clock = new MovableClock(DateTimeOffset.UnixEpoch);
        await using var shadows = new ShadowPool(
            host.Chat.ConnectionString, host.Chat.Service<LogReader>(), Options.Create(new AuditSettings { AtOnce = 1 }), clock);
        var first = await Use();
        (await Use()).ShouldBe(first);

        await Execute($"drop schema {first} cascade");
        var second = await Use();
        second.ShouldNotBe(first);

        await Execute($"select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid::bigint = hashtext('{second}')::bit(32)::bigint");
        var third = await Use();
        third.ShouldNotBe(second, "its session ended, and with it the lock that keeps others from dropping it");

        clock.Move(TimeSpan.FromSeconds(59));
        await shadows.DropIdle();
        (await Use()).ShouldBe(third);
        // A dump reads its tables for as long as it takes.
        await using (var dump = NpgsqlDataSource.Create(host.Chat.ConnectionString))
        await using (var dumping = await dump.OpenConnectionAsync())
        await using (var transaction = await dumping.BeginTransactionAsync())
        {
            await using (var read = new NpgsqlCommand($"select from {third}.rooms", dumping))
                await read.ExecuteNonQueryAsync();
            (await Use()).ShouldBe(third);
            var fourth = await Use();
            fourth.ShouldNotBe(third, "it could be neither emptied nor dropped");
            third = fourth;
        }

        // It is emptied by itself, and waits from then on.
        while ((await Schemas()).Exists(name => name != second))
        {
            clock.Move(TimeSpan.FromSeconds(60));
            await shadows.DropIdle();
        }

        async Task<string> Use()
        {
            var shadow = await shadows.Take(default);
            (await shadow.Db.Read("select 1 from rooms", [], row => row.GetInt32(0), default)).ShouldBeEmpty();
            await shadow.Db.Execute("insert into rooms (tenant_id, number, kind, visibility, name, created_at, last_activity_at) values ('acme', 1, 'group', 'private', '', now(), now())", [], default);
            shadows.GiveBack(shadow);
            return shadow.Schema.Name;
        }
    }

    [Fact]
    public async Task leave_nothing_behind_and_what_the_killed_have_left_is_dropped()
    {
        await using var chat = await ChatEsHost.On(host.Chat.ConnectionString, kestrel: false);
        var (auditor, room) = (chat.Service<RoomAuditor>(), await host.Room());
        using var looking = await Look(auditor, room);
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

        looking.Dispose();
        await chat.DisposeAsync();
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
