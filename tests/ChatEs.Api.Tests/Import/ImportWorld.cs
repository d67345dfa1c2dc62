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

    /// <summary>What a reader sees of a tenant's messages in the order of the rooms; numbers of rooms and users are no part of it.</summary>
    public Task<List<string>> Content(string tenant) => Rows(tenant, """
        select r.key, m.number, u.external_id, u.username, m.kind, m.text, m.reply_to, m.shown_at, m.claimed_at, m.ordinal, m.own_ordinal
          from messages m
          join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
          left join users u on u.tenant_id = m.tenant_id and u.number = m.author
         where m.tenant_id = $1
         order by r.key collate "C", m.number
        """);

    /// <summary>The rest: what the rooms are called, who is in them, and what more there is to the messages.</summary>
    public async Task<List<string>> Details(string tenant) =>
    [
        .. await Rows(tenant, "select key, name, description, member_count, countable from rooms where tenant_id = $1 order by key collate \"C\""),
        .. await Rows(tenant, """
            select r.key, u.external_id, m.active from members m
              join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
              join users u on u.tenant_id = m.tenant_id and u.number = m.user_no
             where m.tenant_id = $1
             order by r.key collate "C", u.external_id
            """),
        .. await Rows(tenant, """
            select r.key, m.number, m.session, m.links::text, m.extras, m.edited_at, m.reactions, m.deleted_at is not null from messages m
              join rooms r on r.tenant_id = m.tenant_id and r.number = m.room
             where m.tenant_id = $1
             order by r.key collate "C", m.number
            """),
        .. await Rows(tenant, """
            select r.key, x.number, x.emoji, u.external_id from reactions x
              join rooms r on r.tenant_id = x.tenant_id and r.number = x.room
              join users u on u.tenant_id = x.tenant_id and u.number = x.user_no
             where x.tenant_id = $1
             order by r.key collate "C", x.number, x.emoji, u.external_id
            """),
    ];

    /// <summary>What the log says happened in a tenant's rooms, for people to read: all but ids, numbers and server times.</summary>
    public async Task<List<string>> Log(string tenant)
    {
        var users = new Dictionary<long, string>();
        await Read(tenant, "select number, external_id from users where tenant_id = $1", row => users.Add(row.GetInt64(0), row.GetString(1)));
        var told = new List<string>();
        await Read(
            tenant,
            """
            select r.key, e.type, e.data::text from events.mt_events e
              join rooms r on r.tenant_id = e.tenant_id and e.stream_id = 'room-' || r.number
             where e.tenant_id = $1
             order by r.key collate "C", e.version
            """,
            row => told.Add($"{row.GetString(0)} {LogLine.Of(row.GetString(1), JsonDocument.Parse(row.GetString(2)).RootElement, users)}"));
        return told;
    }

    private async Task<List<string>> Rows(string tenant, string sql)
    {
        var rows = new List<string>();
        await Read(tenant, sql, row => rows.Add(
            string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "-" : JsonSerializer.Serialize(row.GetValue(i))))));
        return rows;
    }

    private async Task Read(string tenant, string sql, Action<NpgsqlDataReader> row)
    {
        await using var command = Db.CreateCommand(sql);
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            row(reader);
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
