using ChatEs.Api.Tests.Import;
using ChatEs.Application.Analytics.Rollups;
using ChatEs.Application.Erasing;
using ChatEs.Application.Replay;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

public sealed class what_happens_after_the_rollup : IAsyncLifetime
{
    private static readonly DateTimeOffset Then = new(2024, 2, 29, 23, 59, 59, TimeSpan.Zero);

    private readonly MovableClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private ChatEsHost _chat = null!;
    private Acting _acting = null!;
    private UserNumber _ann;
    private UserNumber _ben;

    private Rollups Rollups => _chat.Service<Rollups>();

    public async ValueTask InitializeAsync()
    {
        _chat = await ChatEsHost.Start($"after_the_rollup_{Guid.NewGuid():n}", new HostSettings(_clock));
        await _chat.Tenant("acme");
        _acting = new Acting(_chat);
        (_ann, _ben) = (new((await _chat.User("acme", "ann")).UserNumber!.Value), new((await _chat.User("acme", "ben")).UserNumber!.Value));
    }

    public async ValueTask DisposeAsync()
    {
        (await _chat.Service<Projections>().Verify()).Difference.ShouldBeNull();
        await _chat.DisposeAsync();
    }

    [Fact]
    public async Task a_deletion_counts_on_the_day_of_the_message()
    {
        var room = await _acting.Room("R", null, false, _ann, _ben);
        await _acting.Post(room, _ann, "one");
        await _acting.Post(room, _ben, "two", replyTo: new(1));
        await _acting.Post(room, _ben, "three", parent: new(1));
        await _acting.Post(room, author: null, "ann was here", MessageKind.System);
        (await Days(room)).ShouldBe(["2026-03-01|-|0|0|0|0|1", $"2026-03-01|{_ann}|1|0|0|0|0", $"2026-03-01|{_ben}|2|1|1|0|0"]);

        _clock.Move(TimeSpan.FromDays(3));
        foreach (var number in new[] { 2, 3, 4 })
            await _acting.Do(new DeleteMessage(room, Actor.Server, new(number)));
        // One that is posted and deleted between two looks.
        await _acting.Post(room, _ann, "five");
        await _acting.Do(new DeleteMessage(room, Actor.Server, new(5)));
        (await Days(room)).ShouldBe(
            ["2026-03-01|-|0|0|0|0|1", $"2026-03-01|{_ann}|1|0|0|0|0", $"2026-03-01|{_ben}|0|0|0|2|0", $"2026-03-04|{_ann}|0|0|0|1|0"]);
    }

    [Fact]
    public async Task an_edit_moves_nothing()
    {
        var room = await _acting.Room("R", null, false, _ann);
        await _acting.Post(room, _ann, "one", claimed: Then);
        await Days(room);
        _clock.Move(TimeSpan.FromDays(1));
        await _acting.Do(new EditMessage(room, new Actor(_ann), new(1), "one, edited"));
        (await Days(room)).ShouldBe([$"2024-02-29|{_ann}|1|0|0|0|0"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task erasing_takes_the_claimed_day_with_it(bool countedBefore)
    {
        var room = await _acting.Room("R", null, false, _ann, _ben);
        await _acting.Post(room, _ann, "one", claimed: Then);
        await _acting.Post(room, _ben, "two", claimed: Then.AddSeconds(1));
        if (countedBefore)
            (await Days(room)).ShouldBe([$"2024-02-29|{_ann}|1|0|0|0|0", $"2024-03-01|{_ben}|1|0|0|0|0"]);

        var erased = await _chat.Service<MessageErasure>().Erase(room, new(1), TenantAdministration.Operator("acme"), default);
        erased.Refusal.ShouldBeNull();
        await _acting.Post(room, _ben, "three");
        (await Days(room)).ShouldBe([$"2024-03-01|{_ben}|1|0|0|0|0", $"2026-03-01|{_ann}|0|0|0|1|0", $"2026-03-01|{_ben}|1|0|0|0|0"]);
    }

    [Fact]
    public async Task an_erased_person_is_a_number()
    {
        var room = await _acting.Room("R", null, false, _ann, _ben);
        await _acting.Post(room, _ann, "one", claimed: Then);
        await Days(room);
        (await _chat.Service<UserErasure>().Erase(_ann, TenantAdministration.Operator("acme"), null, default)).Refusal.ShouldBeNull();
        (await Days(room)).ShouldBe([$"2026-03-01|{_ann}|1|0|0|0|0"]);
        (await Rows.Read(Db, "select external_id, username, erased from analytics_private.users where tenant_id = 'acme' order by user_no"))
            .ShouldBe([$"erased-{_ann}||True", "ben|ben|False"]);
    }

    [Fact]
    public async Task imported_messages_count_when_they_were_said()
    {
        await using (var source = ChatEs.Application.Import.ImportSource.Open(ImportWorld.Sample))
            await _chat.Service<ChatEs.Application.Import.Importer>().Run("acme", source, progress: null, default);
        await Rollups.CatchUp();
        (await Rows.Read(Db, """
            select d.day::text, r.key, sum(d.messages)::bigint, sum(d.quotes)::bigint, sum(d.system)::bigint
            from analytics_private.messages_per_day d
            join analytics_private.rooms r using (tenant_id, room)
            group by d.day, r.key
            order by d.day, r.key
            """)).ShouldBe([
                "2006-04-30|#ubuntu-meeting|327|0|0", "2006-05-01|#ubuntu-meeting|674|189|0", "2007-09-14|#mediawiki|831|0|0",
                "2007-09-15|#mediawiki|134|0|0", "2007-09-17|#mediawiki|211|174|0", "2007-10-24|#ubuntu|1458|384|41"]);
    }

    [Fact]
    public async Task who_tampers_is_found_and_a_rebuild_mends_it()
    {
        var room = await _acting.Room("R", null, false, _ann);
        await _acting.Post(room, _ann, 3);
        await Days(room);
        foreach (var tampering in new[]
        {
            "update analytics_private.daily set messages = messages + 1", "delete from analytics_private.daily",
            "insert into analytics_private.daily values ('acme', '2001-01-01', 1, 1, 1, 0, 0, 0, 0)",
        })
        {
            await Execute(tampering);
            var found = (await _chat.Service<Projections>().Verify()).Difference.ShouldNotBeNull(tampering);
            found.Table.ShouldBe("daily");
            await _chat.Service<Projections>().Rebuild();
            (await Days(room)).ShouldBe([$"2026-03-01|{_ann}|3|0|0|0|0"]);
        }
    }

    [Fact]
    public async Task many_processes_count_each_message_once()
    {
        await using var other = await _chat.StartAnother();
        var room = await _acting.Room("R", null, false, _ann, _ben);
        var posting = Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => Task.Run(() => _acting.Post(room, i % 2 == 0 ? _ann : _ben, 40), TestContext.Current.CancellationToken)));
        while (!posting.IsCompleted)
            await Task.WhenAll(Rollups.CatchUp(), other.Service<Rollups>().CatchUp(), Rollups.Advance(), other.Service<Rollups>().Advance());
        await posting;
        (await Days(room)).ShouldBe([$"2026-03-01|{_ann}|80|0|0|0|0", $"2026-03-01|{_ben}|80|0|0|0|0"]);
    }

    [Fact]
    public async Task the_service_takes_in_by_itself_what_is_posted()
    {
        var room = await _acting.Room("R", null, false, _ann);
        await _acting.Post(room, _ann, "one");
        var target = (await Rollups.Standing()).LastSequence;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Rollups.Standing(late.Token)).Sequence < target)
            await Task.Yield();
        (await Rows.Read(Db, "select messages from analytics_private.daily")).ShouldBe(["1"]);
    }

    private NpgsqlDataSource Db => _chat.Service<NpgsqlDataSource>();

    private async Task<List<string>> Days(RoomNumber room)
    {
        await Rollups.CatchUp();
        return await Rows.Read(
            Db,
            """
            select day::text, user_no, messages, comments, quotes, deleted, system from analytics_private.messages_per_day
            where tenant_id = 'acme' and room = $1
            order by day, user_no nulls first
            """,
            room.Value);
    }

    private async Task Execute(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
