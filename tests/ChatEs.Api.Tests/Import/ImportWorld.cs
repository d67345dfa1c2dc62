using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ChatEs.Application.Import;
using ChatEs.Application.Replay;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Import;

/// <summary>A database in which each import has a tenant of its own.</summary>
public sealed class ImportWorld : IAsyncLifetime
{
    private ChatEsHost _host = null!;
    private int _tenants;

    public ChatEsHost Host => _host;

    public NpgsqlDataSource Db => _host.Service<NpgsqlDataSource>();

    public static string Sample => Path.Combine(AppContext.BaseDirectory, "samples", "irc-ubuntu-sample.ndjson.gz");

    public async ValueTask InitializeAsync() => _host = await ChatEsHost.Start($"import_{Guid.NewGuid():n}");

    public async ValueTask DisposeAsync()
    {
        // Whatever the tests imported: the read models are what the log says.
        (await _host.Service<Projections>().Verify()).Difference.ShouldBeNull();
        await _host.DisposeAsync();
    }

    public async Task<string> Tenant()
    {
        var tenant = $"t{Interlocked.Increment(ref _tenants)}";
        // Also where a server key may not register users by naming them, the operator imports.
        await _host.Tenant(tenant, registersUnknownUsers: false);
        return tenant;
    }

    public async Task<ImportReport> Import(string tenant, byte[] file, int linesPerChunk = ImportSource.LinesPerChunk, ChatEsHost? by = null)
    {
        await using var source = new ImportSource(new MemoryStream(file), "test", linesPerChunk);
        var outcome = await (by ?? _host).Service<Importer>().Run(tenant, source, progress: null, TestContext.Current.CancellationToken);
        return outcome.Match(report => report, refusal => throw new InvalidOperationException(refusal.Message));
    }

    /// <summary>All that a reader sees of a tenant's conversations; numbers of rooms and users are no part of it.</summary>
    public async Task<List<string>> Content(string tenant)
    {
        await using var command = Db.CreateCommand("""
            select r.key, m.number, u.external_id, u.username, m.kind, m.text, m.reply_to, m.shown_at, m.claimed_at, m.ordinal, m.own_ordinal
              from messages m
              join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
              left join users u on u.tenant_id = m.tenant_id and u.number = m.author
             where m.tenant_id = $1
             order by r.key collate "C", m.number
            """);
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "-" : JsonSerializer.Serialize(reader.GetValue(i)))));
        return rows;
    }

    /// <summary>What the log says happened in a tenant's rooms, room by room, for people to read: all but ids, numbers and server times.</summary>
    public async Task<List<string>> Log(string tenant)
    {
        await using var command = Db.CreateCommand("""
            select r.key, e.type, e.data::text from events.mt_events e
              join rooms r on r.tenant_id = e.tenant_id and e.stream_id = 'room-' || r.number
             where e.tenant_id = $1
             order by r.key collate "C", e.version
            """);
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync();
        var (users, told) = (await Users(tenant), new List<string>());
        while (await reader.ReadAsync())
            told.Add($"{reader.GetString(0)} {LogLine.Of(reader.GetString(1), JsonDocument.Parse(reader.GetString(2)).RootElement, users)}");
        return told;
    }

    /// <summary>Who is in a room.</summary>
    public async Task<List<string>> Members(string tenant, string room)
    {
        await using var command = Db.CreateCommand("""
            select u.external_id from members m
              join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
              join users u on u.tenant_id = m.tenant_id and u.number = m.user_no
             where m.tenant_id = $1 and r.key = $2 and m.active order by u.external_id
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(room);
        await using var reader = await command.ExecuteReaderAsync();
        var members = new List<string>();
        while (await reader.ReadAsync())
            members.Add(reader.GetString(0));
        return members;
    }

    private async Task<Dictionary<long, string>> Users(string tenant)
    {
        await using var command = Db.CreateCommand("select number, external_id from users where tenant_id = $1");
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync();
        var users = new Dictionary<long, string>();
        while (await reader.ReadAsync())
            users.Add(reader.GetInt64(0), reader.GetString(1));
        return users;
    }

    public async Task<long> LastSequence()
    {
        await using var command = Db.CreateCommand("select last_seq from events.mt_head");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static string Message(
        string id, string text = "hello", string room = "#a", string author = "ann", string? replyTo = null, string at = "2006-05-02T01:41:00Z") =>
        JsonSerializer.Serialize(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["room"] = room,
            ["kind"] = replyTo is null ? "message" : "reply",
            ["id"] = id,
            ["author"] = author,
            ["at"] = at,
            ["text"] = text,
            ["replyTo"] = replyTo,
        });

    /// <summary>A line of any kind, with the members that follow as JSON: <c>"author":"ann"</c>.</summary>
    public static string Line(string kind, string members, string room = "#a", string at = "2006-05-02T01:41:00Z") =>
        $$"""{"room":"{{room}}","kind":"{{kind}}","at":"{{at}}",{{members}}}""";

    public static byte[] Bytes(params IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    public static byte[] Zip(byte[] plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(plain);
        return zipped.ToArray();
    }

    public static byte[] Unzip(byte[] zipped)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
