using ChatEs.Domain.Rooms;
using ChatEs.Faults.Checking;
using ChatEs.Faults.Load;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Faults;

/// <summary>A checker that objects to nothing proves nothing: each kind of wrong is put before it once.</summary>
public sealed class checking_a_history
{
    private const int FirstPost = 4;
    private const int SecondPost = 5;

    private readonly SmallHistory _history = new();

    [Fact]
    public void finds_nothing_wrong_with_a_right_one() => _history.Objections.ShouldBeEmpty();

    [Fact]
    public void objects_to_an_answer_that_is_lost()
    {
        _history.Ask("third", Act.Post, "ann", 201, """{"number":3,"id":"00000003-0000-0000-0000-000000000000"}""", text: "third", once: true);
        ShouldObject("third", "is not there");
    }

    [Fact]
    public void objects_to_what_was_carried_out_twice_under_one_key()
    {
        _history.Post("third", 3, status: null);
        _history.Ask("third", Act.Post, "ann", 201, """{"number":4,"id":"00000004-0000-0000-0000-000000000000"}""", text: "third", once: true);
        _history.Store("third-again", "room-7", SmallHistory.Message("third", 4));
        ShouldObject("third is there 2 times");
    }

    [Fact]
    public void objects_to_one_request_that_is_there_twice()
    {
        _history.Post("third", 3, status: null);
        _history.Store("third", "room-7", SmallHistory.Message("third", 4));
        ShouldObject("third", "is there 2 times");
    }

    [Fact]
    public void allows_what_was_not_answered_to_be_there_or_not()
    {
        _history.Post("there", 3, status: null);
        _history.Ask("not there", Act.Post, "ann", null, null, text: "not there", once: true);
        _history.Objections.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public void objects_to_what_was_refused_and_is_there(int status)
    {
        _history.Post("third", 3, status);
        ShouldObject($"was answered {status} and is there");
    }

    [Fact]
    public void objects_to_a_503_that_does_not_say_when_to_come_again()
    {
        _history.Ask("third", Act.Post, "ann", 503, "", text: "third");
        _history.Change("third", a => a with { RetryAfter = null });
        ShouldObject("without Retry-After");
    }

    [Fact]
    public void objects_to_what_nobody_asked_for()
    {
        _history.Store("somebody", "room-7", SmallHistory.Message("ghost", 3));
        ShouldObject("Nobody asked");
    }

    [Fact]
    public void objects_to_what_is_there_as_something_else()
    {
        _history.Replace(SecondPost, data: SmallHistory.Message("changed", 2));
        ShouldObject("is there as something else");
    }

    [Fact]
    public void objects_to_an_answer_with_another_number()
    {
        _history.Change("second", a => a with { Body = """{"number":3,"id":"00000002-0000-0000-0000-000000000000"}""" });
        ShouldObject("second", "was answered");
    }

    [Fact]
    public void objects_to_a_gap_in_the_numbers_of_messages()
    {
        _history.Replace(SecondPost, data: SmallHistory.Message("second", 3));
        ShouldObject("message 3 stands where 2 should");
    }

    [Fact]
    public void objects_to_a_gap_in_the_sequences()
    {
        _history.Log.RemoveAt(SecondPost);
        ShouldObject("The sequence 5 is followed by 7");
    }

    [Fact]
    public void objects_to_a_gap_in_the_versions()
    {
        _history.Remove(FirstPost);
        ShouldObject("version 2 is followed by 4");
    }

    [Fact]
    public void objects_to_time_that_goes_back()
    {
        _history.Replace(SecondPost, at: DateTimeOffset.UnixEpoch);
        ShouldObject("is older than the one before it");
    }

    [Fact]
    public void objects_to_the_order_of_two_that_followed_each_other()
    {
        _history.Change("second", a => a with { Began = 0, Ended = 5 });
        ShouldObject("was answered before");
    }

    [Fact]
    public void objects_to_two_rooms_of_one_name()
    {
        _history.Ask("get", Act.GetChannel, "ann", 201, """{"room":8}""", text: "news", room: null);
        _history.Store("get", "room-8", new RoomCreated(new(8), RoomKind.Channel, RoomVisibility.Public, new(1), new("news", "news")));
        _history.Objections.ShouldBeEmpty();
        _history.Ask("get again", Act.GetChannel, "ben", 201, """{"room":9}""", text: "news", room: null);
        _history.Store("get again", "room-9", new RoomCreated(new(9), RoomKind.Channel, RoomVisibility.Public, new(2), new("news", "news")));
        ShouldObject("The channel news is 8 and 9");
    }

    [Fact]
    public void objects_to_a_page_that_does_not_show_what_was_answered_before()
    {
        _history.Change("page", a => a with { Body = SmallHistory.Page("first") });
        ShouldObject("page", "at no version");
    }

    [Fact]
    public void allows_a_page_to_show_what_is_on_its_way()
    {
        _history.Ask("early", Act.ReadPage, "ann", 200, SmallHistory.Page("first", "second", "third"));
        _history.Post("third", 3);
        _history.Change("third", a => a with { Began = a.Began - 25 });
        _history.Objections.ShouldBeEmpty();
    }

    [Fact]
    public void objects_to_a_page_that_shows_what_had_not_begun()
    {
        _history.Ask("early", Act.ReadPage, "ann", 200, SmallHistory.Page("first", "second", "third"));
        _history.Post("third", 3);
        ShouldObject("early", "at no version");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void objects_to_an_unread_count_off_by_one(int unread)
    {
        _history.Change("unread", a => a with { Body = $$"""{"room":7,"unread":{{unread}}}""" });
        ShouldObject("unread", "at no version");
    }

    [Fact]
    public void recounts_what_is_unread_and_who_has_seen_what()
    {
        Recounted(1, [2]).ShouldBeEmpty();
        Recounted(2, [2]).ShouldHaveSingleItem().ShouldContain("2 unread");
        Recounted(1, [1, 2]).ShouldHaveSingleItem().ShouldContain("told to be seen by 1, 2");
    }

    private List<string> Recounted(int unreadOfBen, IReadOnlyList<long> readersOfTheFirst) => [.. Recount.Check(_history.History, new(
        new Dictionary<long, IReadOnlyDictionary<long, int>> { [2] = new Dictionary<long, int> { [7] = unreadOfBen } },
        new Dictionary<(long, long), IReadOnlyList<long>> { [(7, 1)] = readersOfTheFirst }))];

    private void ShouldObject(params string[] words) => _history.Objections.ShouldContain(
        objection => words.All(word => objection.Contains(word, StringComparison.Ordinal)), string.Join('\n', _history.Objections));
}
