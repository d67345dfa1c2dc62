using ChatEs.Domain.Rooms;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

public sealed class events_without_their_personal_part(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    // Shown times fall back to the server's, so claimed_at and shown_at belong to what is erased.
    private const string Structure = """
        select (select string_agg(concat_ws(' ', tenant_id, number, kind, visibility, creator, last_message, countable, member_count), ',' order by number) from rooms)
          || (select string_agg(m::text, ',' order by room, user_no) from members m)
          || (select string_agg(r::text, ',' order by room, user_no, first) from receipts r)
          || (select string_agg(concat_ws(' ', number, id, author, kind, reply_to, parent, ordinal, own_ordinal, countable, deleted_at), ',' order by number) from messages)
        """;

    private static readonly ChatLog Told = new ChatLog()
        .Tenant("a").User("a", 1, "ann").User("a", 2, "bob").Room("a", 5, RoomVisibility.Private, key: "k", creator: 1)
        .Join(5, 1, 2).Post(5, 1, "one").Post(5, 2, "two", claimedAt: ChatLog.Start.AddDays(-1)).See(5, 1, 2).Delete(5, 1).System(5);

    [Fact]
    public async Task give_the_same_numbers_counts_and_receipts()
    {
        await database.Given(Told);
        var told = await database.Scalar<string>(Structure);

        await database.Given(Told.WithoutPersonalParts());

        (await database.Scalar<string>(Structure)).ShouldBe(told);
    }

    [Fact]
    public async Task leave_nothing_that_a_person_wrote_or_is_called_by()
    {
        await database.Given(Told.WithoutPersonalParts());

        (await database.Scalar<string>("select string_agg(external_id || username, ' ' order by number) from users")).ShouldBe("erased-1 erased-2");
        (await database.Scalar<string>("select name || coalesce(key, '') from rooms")).ShouldBe("");
        (await database.Scalar<string>("select name from tenants")).ShouldBe("");
        (await database.Scalar<string>("select string_agg(text, '') from messages")).ShouldBe("");
        (await database.Scalar<long>("select count(*) from messages where claimed_at is not null or shown_at <> posted_at")).ShouldBe(0);
    }
}
