using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;

namespace ChatEs.Api.Cli;

/// <summary>
/// What the lines of the documentation are about: three rooms of Alice and Bob. They are found again by the ids of their
/// messages, which nobody can take away from them: names and keys are the user's to change, by those very lines.
/// </summary>
internal sealed class DemoRooms(
    string tenant, CommandBus bus, RoomQueries rooms, MessageQueries messages, Numbers numbers, FileStore files, UserNumber alice, UserNumber bob)
{
    /// <summary>Of the first message in the ward.</summary>
    public static readonly Guid Greeting = Message(1);

    private static readonly Guid Question = Message(11);

    private readonly CommandContext _operator = TenantAdministration.Operator(tenant);

    /// <summary>A white cross on green.</summary>
    private static readonly byte[] WardPicture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAABgAAAAYAQMAAADaua+7AAAABlBMVEUbf3n///+hffWNAAAAF0lEQVR42mNgQAd1mJj//wesGJtaNAAAJUcQ4XibITgAAAAASUVORK5CYII=");

    /// <summary>A group with a picture, a greeting of Alice's and an answer of Bob's.</summary>
    public async Task<RoomNumber> Ward(CancellationToken cancellation)
    {
        if (await Place(Greeting, cancellation) is { } there)
            return there;
        var ward = await Opened("ward-7", "Ward 7", "Rounds at seven", cancellation);
        using var picture = new MemoryStream(WardPicture);
        var kept = await files.Save(tenant, alice, "ward-7.png", picture, cancellation);
        await Do(new SetRoomAvatar(ward, alice, Avatar.Of(new(kept.Match(file => file, Throw<StoredFile>), "ward-7.png"))), cancellation);
        await Fill(
            cancellation, Text(ward, Greeting, alice, "Good morning"), Text(ward, Message(2), bob, "¿Qué tal?"));
        return ward;
    }

    /// <summary>A group with a text, an image that lies elsewhere, and what the service itself tells.</summary>
    public async Task<RoomNumber> Lounge(CancellationToken cancellation)
    {
        if (await Place(Question, cancellation) is { } there)
            return there;
        await Do(new ChangeProfile(alice, Actor.Server, First: "Alice", Last: "Liddell", Type: UserType.Admin), cancellation);
        var lounge = await Opened("lounge", "Lounge", description: null, cancellation);
        await Fill(
            cancellation,
            Text(lounge, Question, alice, "Hi! I have a question."),
            Text(lounge, Message(12), alice, "") with { Kind = MessageKind.Image, Details = new() { MediaUrl = "https://img.example.com/cat.png" } },
            Text(lounge, Message(13), bob, "bob has joined") with { Author = null, Kind = MessageKind.System });
        return lounge;
    }

    /// <summary>The conversation of the two, which has no message yet.</summary>
    public async Task<RoomNumber> Single(CancellationToken cancellation)
    {
        var drawn = await numbers.NextRoom(cancellation);
        var got = await Do(new GetOrCreateSingleRoom(drawn, alice, bob), cancellation);
        if (!got.Created)
            numbers.GiveBack(drawn);
        return got.Room;
    }

    private static Guid Message(int number) => new($"019a5b00-0000-7000-8000-{number:x12}");

    private async Task<RoomNumber?> Place(Guid message, CancellationToken cancellation) =>
        (await messages.NumberOf(tenant, message, cancellation))?.Room;

    /// <summary>A start that was killed has left the room there and empty; another one at the same moment may be making it.</summary>
    private async Task<RoomNumber> Opened(string key, string name, string? description, CancellationToken cancellation)
    {
        if (await rooms.ByKey(tenant, key, viewer: null, cancellation) is { } there)
            return there.Number;
        var create = new CreateRoom(await numbers.NextRoom(cancellation), RoomVisibility.Private, name, key, alice, [bob], description);
        var created = await bus.Send(create, _operator, cancellation);
        if (created.Refusal is { Code: not RefusalCode.AlreadyTaken } refusal)
            throw new CliFailure(refusal.Message);
        return created.Result?.Room ?? await Opened(key, name, description, cancellation);
    }

    private static PostMessage Text(RoomNumber room, Guid id, UserNumber author, string text) =>
        new(room, id, author, MessageKind.Text, text, ReserveId: true);

    /// <summary>All or none, so that the first message stands for the rest; none where another start was first.</summary>
    private async Task Fill(CancellationToken cancellation, params IReadOnlyList<PostMessage> posts)
    {
        var filled = await bus.Send(new InOrder(posts[0].Room, [.. posts.Select(post => new Queued(post))]), _operator, cancellation);
        if (filled.Refusal is { Code: not RefusalCode.AlreadyTaken } refusal)
            throw new CliFailure(refusal.Message);
    }

    private async Task<TResult> Do<TResult>(ICommand<TResult> command, CancellationToken cancellation) where TResult : class =>
        (await bus.Send(command, _operator, cancellation)).Match(result => result, Throw<TResult>);

    private static T Throw<T>(Refusal refusal) => throw new CliFailure(refusal.Message);
}
