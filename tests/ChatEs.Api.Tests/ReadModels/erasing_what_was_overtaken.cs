using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.EventStore;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.ReadModels;

/// <summary>An erasure takes what the named events wrote, and leaves what later events, which it does not name, put in its place.</summary>
public sealed class erasing_what_was_overtaken(ReadModelDatabase database) : IClassFixture<ReadModelDatabase>
{
    private static readonly StreamKey Room = new("a", "room-5");
    private static readonly StreamKey Ann = new("a", "user-1");

    private static ChatLog InARoom => new ChatLog()
        .Tenant("a").User("a", 1, "ann").User("a", 2, "bob").Room("a", 5, RoomVisibility.Private, key: "k", creator: 1).Join(5, 1, 2);

    [Fact]
    public async Task the_text_of_an_edit_stands_when_the_post_is_erased()
    {
        // Versions of the room: 1 created, 2 joined, 3 and 4 posted, 5 edited.
        await Given(InARoom.Post(5, 1, "first").Post(5, 1, "second").Edit(5, 1, "edited"), Room, 3);

        (await Texts()).ShouldBe("edited|second");
    }

    [Fact]
    public async Task the_text_goes_when_the_edit_that_it_is_from_is_erased()
    {
        await Given(InARoom.Post(5, 1, "first").Post(5, 1, "second").Edit(5, 1, "edited").Edit(5, 2, "kept"), Room, 5);

        (await Texts()).ShouldBe("|kept");
    }

    [Fact]
    public async Task an_overtaken_edit_is_erased_without_a_trace_in_the_text()
    {
        await Given(InARoom.Post(5, 1, "first").Edit(5, 1, "secret").Edit(5, 1, "newest"), Room, 3, 4);

        (await Texts()).ShouldBe("newest");
    }

    [Fact]
    public async Task a_reaction_of_later_stands_when_the_removal_of_an_earlier_one_is_erased()
    {
        // 4 added, 5 removed, 6 added again.
        await Given(InARoom.Post(5, 1).React(5, 2, 1, "+1").Unreact(5, 2, 1, "+1").React(5, 2, 1, "+1"), Room, 5);

        (await Reactions()).ShouldBe("+1 of 2, 1 counted");
    }

    [Fact]
    public async Task the_reactions_of_before_go_when_a_removal_is_erased()
    {
        // Which of the two was taken back nobody can say any more; neither may come to light again.
        await Given(InARoom.Post(5, 1).React(5, 2, 1, "+1").React(5, 2, 1, "heart").Unreact(5, 2, 1, "+1").React(5, 1, 1, "heart"), Room, 6);

        (await Reactions()).ShouldBe("heart of 1, 1 counted");
    }

    [Fact]
    public async Task a_name_of_later_stands_when_an_earlier_one_is_erased()
    {
        await Given(InARoom.Update(5, "Renamed", "k2").Profile("a", 1, new ProfilePersonal("Annie")), Room, 1);
        await Append(Ann, 2, 1);

        (await database.Scalar<string>("select name || '/' || key from rooms")).ShouldBe("Renamed/k2");
        (await database.Scalar<string>("select external_id || '/' || username from users where number = 1")).ShouldBe("erased-1/Annie");
    }

    private Task<string> Texts() => database.Scalar<string>("select string_agg(text, '|' order by number) from messages");

    private Task<string> Reactions() => database.Scalar<string>("""
        select (select string_agg(emoji || ' of ' || user_no, ', ' order by user_no) from reactions) || ', ' || reactions || ' counted' from messages
        """);

    private async Task Given(ChatLog log, StreamKey stream, params long[] versions)
    {
        await database.Given(log);
        await Append(stream, log.Events.Last(e => e.Stream == stream).Version, versions);
    }

    private Task Append(StreamKey stream, long last, params long[] versions)
    {
        var erasure = new Event
        {
            Stream = stream,
            Version = last + 1,
            Id = Guid.CreateVersion7(),
            Type = PersonalDataErased.StoredName,
            Timestamp = ChatLog.Start.AddDays(1),
            Data = new PersonalDataErased(versions),
        };
        return database.Append(erasure);
    }
}
