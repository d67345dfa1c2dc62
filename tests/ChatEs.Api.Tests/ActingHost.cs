using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore.Reading;
using ChatEs.Testing;
using Xunit;

namespace ChatEs.Api.Tests;

/// <summary>
/// The service for one test class, with the tenant <c>acme</c>, its secret key, and three users with tokens. What others do
/// is done by commands, so that the tests of one dialect hang on no other.
/// </summary>
public sealed class ActingHost<TTests> : IAsyncLifetime
{
    private int _next;

    public ChatEsHost Chat { get; private set; } = null!;

    public Identity Server { get; private set; } = null!;

    public Identity Ann { get; private set; } = null!;

    public Identity Ben { get; private set; } = null!;

    public Identity Cid { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"acting_{typeof(TTests).Namespace!.Split('.')[^1]}_{typeof(TTests).Name}");
        Server = await Chat.Tenant("acme");
        Ann = await Chat.User("acme", "ann");
        Ben = await Chat.User("acme", "ben");
        Cid = await Chat.User("acme", "cid");
    }

    public ValueTask DisposeAsync() => Chat.DisposeAsync();

    /// <summary>A name that no other test of the class uses.</summary>
    public string New(string name) => $"{name}-{Interlocked.Increment(ref _next)}";

    public Task<Answer> Scenario(Action<Scenario> tell) => Chat.Scenario(tell);

    public async Task<TResult> Do<TResult>(ICommand<TResult> command, string tenant = "acme") where TResult : class
    {
        var outcome = await Chat.Service<CommandBus>().Send(command, new(new Caller(tenant, "tests", null, "tests")));
        return outcome.Result ?? throw new InvalidOperationException($"{command}: {outcome.Refusal!.Message}");
    }

    /// <summary>A room of Ann's with Ben in it.</summary>
    public async Task<RoomNumber> Room(
        RoomVisibility visibility = RoomVisibility.Private, string name = "Lounge", string? description = null, string? avatarUrl = null)
    {
        var number = await Chat.Service<Numbers>().NextRoom(default);
        await Do(new CreateRoom(number, visibility, name, Key: null, Number(Ann), [Number(Ben)], description, AvatarUrl: avatarUrl));
        return number;
    }

    public Task<MessagePostedResult> Post(
        RoomNumber room, Identity? author, string text, MessageNumber? parent = null, DateTimeOffset? claimedAt = null, MessageDetails? details = null) =>
        Do(new PostMessage(
            room, Guid.CreateVersion7(), author is null ? null : Number(author), author is null ? MessageKind.System : MessageKind.Text, text,
            Parent: parent, ClaimedAt: claimedAt, Details: details));

    /// <summary>How many events the log has about the room.</summary>
    public async Task<int> EventsOf(RoomNumber room)
    {
        var count = 0;
        await foreach (var _ in Chat.Service<LogReader>().FetchStream(new("acme", $"room-{room}")))
            count++;
        return count;
    }

    public static UserNumber Number(Identity user) => new(user.UserNumber!.Value);
}
