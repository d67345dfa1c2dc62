using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Files;

/// <summary>The service with a small limit, a clock of the test's, and two tenants; files and what shows them.</summary>
public sealed class FileWorld<TTests> : IAsyncLifetime
{
    /// <summary>Three pieces and a bit.</summary>
    public const int MaxBytes = 800_000;

    public ChatEsHost Chat { get; private set; } = null!;

    public MovableClock Clock { get; } = new(new(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    public NpgsqlDataSource Db { get; private set; } = null!;

    public UserNumber Ann { get; private set; }

    public UserNumber Ben { get; private set; }

    public RoomNumber Room { get; private set; }

    public FileStore Store => Chat.Service<FileStore>();

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"files_{typeof(TTests).Name}", new HostSettings(Clock, ("Files:MaxBytes", $"{MaxBytes}")));
        Db = PostgresEventStore.DataSource(Chat.ConnectionString, "chat");
        await Chat.Tenant("acme");
        await Chat.Tenant("rival");
        Ann = new((await Chat.User("acme", "ann")).UserNumber!.Value);
        Room = await Chat.Service<Numbers>().NextRoom(default);
        await Send(new CreateRoom(Room, RoomVisibility.Private, "Lounge", null, Ann, []));
        Ben = new((await Chat.User("acme", "ben")).UserNumber!.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await Chat.DisposeAsync();
    }

    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public async Task<StoredFile> Save(byte[] bytes, string name = "file.bin", UserNumber? by = null)
    {
        using var content = new MemoryStream(bytes);
        return (await Store.Save("acme", by, name, content, default)).Match(file => file, refusal => throw new InvalidOperationException(refusal.Message));
    }

    /// <summary>Posts a message with the file, so that its address opens it.</summary>
    public async Task<NamedFile> Show(byte[] bytes, string name = "file.bin")
    {
        var file = new NamedFile(await Save(bytes, name), name);
        await Post(file);
        return file;
    }

    public async Task<MessageNumber> Post(params IReadOnlyList<NamedFile> files) => (await Send(new PostMessage(
        Room, Guid.CreateVersion7(), Ann, MessageKind.File, "", Details: new MessageDetails { Files = files }))).Number;

    public async Task<TResult> Send<TResult>(ICommand<TResult> command) where TResult : class =>
        (await Chat.Service<CommandBus>().Send(command, TenantAdministration.Operator("acme")))
            .Match(result => result, refusal => throw new InvalidOperationException(refusal.Message));

    public async Task<string> Address(FileNumber file, string name) =>
        (await Chat.Service<SignedUrls>().For("", default)).Of(file, name);

    public Task<string> Address(NamedFile file) => Address(file.File.Number, file.Name);

    public Task<Answer> Get(string address) => Chat.Scenario(x => x.Get(address));

    public async Task<long> Count(string table)
    {
        await using var command = Db.CreateCommand($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task Execute(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }

    public static async Task<byte[]> Read(Stream content)
    {
        using var all = new MemoryStream();
        await content.CopyToAsync(all);
        return all.ToArray();
    }
}
