using ChatEs.Domain;
using ChatEs.Testing;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

/// <summary>Two services on one database behind real sockets, as if two processes, with the tenant <c>acme</c> and three users.</summary>
public sealed class ListeningHost<TTests> : IAsyncLifetime
{
    public const string Events = "/api/v1/events";

    private int _next;

    public ChatEsHost Chat { get; private set; } = null!;

    public ChatEsHost Other { get; private set; } = null!;

    public Acting Acting { get; private set; } = null!;

    public Identity Ann { get; private set; } = null!;

    public Identity Ben { get; private set; } = null!;

    public Identity Cid { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.StartOnKestrel(
            $"virola_{typeof(TTests).Name}",
            new HostSettings(null, ("Virola:AllowedOrigins:0", "https://desk.example"), ("PublicUrl", "https://chat.example/here"), ("Virola:DefaultTenant", "acme")));
        Other = await ChatEsHost.On(Chat.ConnectionString, kestrel: true);
        Acting = new(Chat);
        await Chat.Tenant("acme");
        (Ann, Ben, Cid) = (await Chat.User("acme", "ann"), await Chat.User("acme", "ben"), await Chat.User("acme", "cid"));
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await Chat.DisposeAsync();
    }

    public Task<FrameSocket> Listen(Identity who, ChatEsHost? chat = null) =>
        FrameSocket.Open(chat ?? Chat, Events, headers: ("Authorization", $"Bearer {who.Secret}"));

    /// <summary>A room of Ann and Ben.</summary>
    public Task<RoomNumber> Room(bool isPublic = false, params IReadOnlyList<Identity> more) =>
        Acting.Room($"Lounge {Interlocked.Increment(ref _next)}", key: null, isPublic, [Number(Ann), Number(Ben), .. more.Select(Number)]);

    public async Task<Identity> User(string name) => await Chat.User("acme", $"{name}-{Interlocked.Increment(ref _next)}");

    /// <summary>With a password, for a session of his own.</summary>
    public async Task<Identity> UserWithPassword(string name)
    {
        var user = await User(name);
        await Chat.SetPassword(user);
        return user;
    }

    public Task<string> Session(Identity user) => Chat.Login(user.UserId!);

    public Task<FrameSocket> ListenBySession(string session, ChatEsHost? chat = null, string? origin = null) =>
        FrameSocket.Open(
            chat ?? Chat, Events, headers: [("Cookie", $"VirolaUserSessionId={session}"), .. origin is null ? Array.Empty<(string, string)>() : [("Origin", origin)]]);

    /// <summary>What comes before a post in a room of the listener's own; that one is not in it.</summary>
    public async Task<List<Frame>> Heard(FrameSocket socket, RoomNumber own, Identity author)
    {
        var text = $"the end {Interlocked.Increment(ref _next)}";
        await Acting.Post(own, Number(author), text);
        var frames = await socket.Until(frame => frame.Text.Contains($"\"{text}\"", StringComparison.Ordinal));
        await socket.Next("RoomUpdated");
        return frames[..^1];
    }

    public static UserNumber Number(Identity user) => new(user.UserNumber!.Value);
}
