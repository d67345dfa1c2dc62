using ChatEs.Domain.Rooms;
using Xunit;
using static ChatEs.Domain.Tests.People;

namespace ChatEs.Domain.Tests.Rooms;

public sealed class posting_with_details
{
    private static readonly PostMessage Hello = new(Lounge, Id(1), Ben, MessageKind.Text, "hello");

    private static Answer Post(MessageDetails details) => Spec.Given(PrivateRoom).When(Hello with { Details = details });

    [Fact]
    public void what_is_not_said_is_not_in_the_log() => Post(new()).Then(Posted(1, Ben)).Reserving();

    [Fact]
    public void all_that_a_person_wrote_is_personal()
    {
        IReadOnlyList<MessageLink> links = [new("https://example.org", LinkType.Page), new("http://example.org/a.png", LinkType.Image)];
        Post(new()
        {
            Session = "s 1",
            MediaUrl = "media/1",
            Links = links,
            PayloadType = "card",
            Payload = """{"b": 1.0}""",
            Extras = "[]",
            Markup = MessageMarkup.Html,
        }).Then(Posted(1, Ben) with
        {
            Markup = MessageMarkup.Html,
            Personal = new("hello", null, "s 1", "media/1", links, "card", """{"b": 1.0}""", "[]"),
        });
    }

    [Fact]
    public void files_are_reserved_and_their_names_are_personal() =>
        Post(new() { Files = [File(7, "a.png"), File(8, "b.png")] })
            .Then(Posted(1, Ben) with
            {
                Files = [File(7).File, File(8).File],
                Personal = new("hello", null, FileNames: ["a.png", "b.png"]),
            })
            .Reserving(new("file", "7", "17/1"), new("file", "8", "17/1"));

    [Fact]
    public void an_id_of_the_client_is_reserved_beside_the_files() =>
        Spec.Given(PrivateRoom).When(Hello with { ReserveId = true, Details = new() { Files = [File(7)] } })
            .Then(Posted(1, Ben) with { Files = [File(7).File], Personal = new("hello", null, FileNames: ["cat.png"]) })
            .Reserving(new("message_id", "00000001-0000-7000-0000-000000000000", "17/1"), new("file", "7", "17/1"));

    [Fact]
    public void they_come_with_a_reply_a_claimed_time_and_whoever_joins()
    {
        Spec.Given([.. PublicRoom, Posted(1, Ann)])
            .When(Hello with { Id = Id(2), Author = Stranger, ReplyTo = new(1), ClaimedAt = Spec.Now, Details = new() { Session = "s" } })
            .Then(
                new ParticipantsAdded([Stranger]),
                Posted(2, Stranger, replyTo: 1) with { Personal = new("hello", Spec.Now, "s") });
    }

    [Fact]
    public void a_message_has_at_most_20_files_each_once()
    {
        Post(new() { Files = [.. Enumerable.Range(1, 21).Select(n => File(n))] }).ThenInvalid("Details.Files");
        Post(new() { Files = [File(1, "a"), File(1, "b")] }).ThenInvalid("Details.Files");
        Spec.Given(PrivateRoom).When(Hello with { Details = new() { Files = [.. Enumerable.Range(1, 20).Select(n => File(n))] } })
            .Then(Posted(1, Ben) with
            {
                Files = [.. Enumerable.Range(1, 20).Select(n => File(n).File)],
                Personal = new("hello", null, FileNames: [.. Enumerable.Repeat("cat.png", 20)]),
            });
    }
}
