using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

[Collection(AnalyticsWorld.Shared)]
public sealed class every_record_against_the_log(AnalyticsWorld world)
{
    [Fact]
    public async Task messages()
    {
        var told = await world.Recount();
        (await Read("""
            select room, number, message, author, kind, parent, reply_to, posted_at, shown_at, day::text, deleted_at is not null from messages
            """)).ShouldBe(
            told.Messages.Select(m => Rows.Of(
                m.Room, m.Number, (m.Room << 27) | m.Number, m.Author, m.Kind.ToString().ToLowerInvariant(), m.Parent, m.ReplyTo, m.Posted, m.Shown, m.Day,
                m.Deleted)),
            ignoreOrder: true);
    }

    [Fact]
    public async Task who_was_in_a_room_from_when_to_when()
    {
        var told = await world.Recount();
        (await Read("select room, user_no, after, until, joined_at, left_at from presences")).ShouldBe(
            told.Stays.Select(s => Rows.Of(s.Room, s.User, s.After, s.Until, s.Joined, s.Left)), ignoreOrder: true);
        (await Read("select room, user_no from members where active")).ShouldBe(
            told.Stays.Where(s => s.Until is null).Select(s => Rows.Of(s.Room, s.User)), ignoreOrder: true);
        told.Stays.Count(s => s.Until is not null).ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task receipts_of_every_single_message()
    {
        var told = await world.Recount();
        (await Read("select room, user_no, number, seen_at from receipts cross join lateral generate_series(first, last) as n(number)")).ShouldBe(
            told.Seen.Select(s => Rows.Of(s.Key.Room, s.Key.User, s.Key.Number, s.Value)), ignoreOrder: true);
        (await Read("select sum(messages)::bigint from receipts")).ShouldBe([Rows.Of(told.Seen.Count)]);
        told.Seen.Count.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task reactions_and_attachments()
    {
        var told = await world.Recount();
        told.Reactions.Count.ShouldBeGreaterThan(3);
        (await Read("select room, number, user_no, emoji from reactions")).ShouldBe(
            told.Reactions.Select(r => Rows.Of(r.Room, r.Number, r.User, r.Emoji)), ignoreOrder: true);
        told.Attachments.Count.ShouldBeGreaterThan(3);
        (await Read("select room, number, file from attachments")).ShouldBe(
            told.Attachments.Select(a => Rows.Of(a.Room, a.Number, a.File)), ignoreOrder: true);
    }

    [Theory]
    [InlineData("rooms", "room, kind, visibility, creator, name, key, description, options, created_at, last_message, members, last_activity_at", "number as room, kind, visibility, creator, name, key, description, options, created_at, last_message, member_count, last_activity_at")]
    [InlineData("users", "user_no, external_id, username, first_name, last_name, type, extras, registered_at, suspended_at", "number as user_no, external_id, username, first_name, last_name, type, extras, registered_at, suspended_at")]
    [InlineData("messages", "room, number, text, session, media_url, links::text, payload_type, payload, extras, edited_at, comments, characters", "room, number, text, session, media_url, links::text, payload_type, payload, extras, edited_at, comments, length(text)")]
    public async Task are_the_rows_that_the_apis_read(string view, string columns, string ofTable)
    {
        var rows = await Read($"select {columns} from {view}");
        rows.ShouldBe(await Rows.Read(world.Db, $"select {ofTable} from chat.{view} where tenant_id = $1", AnalyticsWorld.Tenant), ignoreOrder: true);
        rows.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task stand_at_the_sequence_that_is_told()
    {
        var head = (await Rows.Read(world.Db, "select last_seq from events.mt_head")).Single();
        (await Read("select contract_version, log_sequence, rollup_sequence from as_of")).ShouldBe([$"1|{head}|{head}"]);
        foreach (var view in await Rows.Read(world.Db, "select viewname::text from pg_views where schemaname = 'analytics' and viewname <> 'as_of'"))
            (await Read($"select distinct as_of_sequence from {view}")).ShouldBe([head], view);
    }

    private Task<List<string>> Read(string sql) => Rows.Read(world.Analyst, sql);
}
