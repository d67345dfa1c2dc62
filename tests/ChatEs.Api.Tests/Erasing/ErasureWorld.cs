using System.IO.Compression;
using System.Text;
using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Exports;
using ChatEs.Application.Replay;
using ChatEs.EventStore;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Erasing;

/// <summary>
/// Two services on one database, with the tenant <c>acme</c> and a rival; and eyes that see every column of it.
/// </summary>
public sealed class ErasureWorld<TTests> : IAsyncLifetime
{
    private int _next;

    public ChatEsHost Chat { get; private set; } = null!;

    public ChatEsHost Other { get; private set; } = null!;

    public NpgsqlDataSource Db { get; private set; } = null!;

    public Identity Server { get; private set; } = null!;

    public Identity Rival { get; private set; } = null!;

    public Identity Ben { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Chat = await ChatEsHost.Start($"erasing_{typeof(TTests).Name}");
        Other = await Chat.StartAnother();
        Db = PostgresEventStore.DataSource(Chat.ConnectionString, "chat");
        Server = await Chat.Tenant("acme");
        Rival = await Chat.Tenant("rival");
        Ben = await Chat.User("acme", "ben");
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await Other.DisposeAsync();
        await Chat.DisposeAsync();
    }

    /// <summary>A word that stands nowhere in the database yet.</summary>
    public string NewMark() => $"zq{Interlocked.Increment(ref _next)}x{Guid.NewGuid():n}";

    public async Task<Answer> Ask(int status, Action<Scenario> tell, ChatEsHost? host = null) => await (host ?? Chat).Scenario(x =>
    {
        tell(x);
        x.AnyStatus();
        x.AnswerShould(answer => answer.Status.ShouldBe(status, $"{answer.Method} {answer.Path}: {answer.Text}\n{string.Join('\n', (host ?? Chat).Log.Warnings)}"));
    });

    /// <summary>A private room of this user with Ben in it.</summary>
    public async Task<long> Room(Identity owner, string name = "Lounge") =>
        (await Ask(201, x => x.Post("/v1/rooms").As(owner).Json($$"""{"name":"{{name}}","participants":["ben"]}"""))).Long("room");

    public Task<Answer> Post(long room, Identity author, string json) =>
        Ask(201, x => x.Post($"/v1/rooms/{room}/messages").As(author).Json(json));

    public async Task<long> Upload(Identity who, string name, string content, string? idempotencyKey = null) => (await Ask(201, x =>
    {
        x.Post($"/v1/files?name={name}").As(who).Body(Encoding.UTF8.GetBytes(content), "application/octet-stream");
        if (idempotencyKey is not null)
            x.Header("Idempotency-Key", idempotencyKey);
    })).Of("files", 0).Long("file");

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<long> Events() => Scalar<long>("select count(*) from events.mt_events");

    /// <summary>The columns, of all tables there are, in which the word occurs: as text, in JSON, or among bytes.</summary>
    public async Task<List<string>> WhereIs(string mark)
    {
        var columns = new List<(string Table, string Column, string Type)>();
        await using (var find = Db.CreateCommand("""
            select format('%I.%I', c.table_schema, c.table_name), quote_ident(c.column_name), c.udt_name
              from information_schema.columns c
              join information_schema.tables t using (table_schema, table_name)
             where c.table_schema in ('events', 'chat', 'vault') and t.table_type = 'BASE TABLE'
            """))
        await using (var reader = await find.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }
        columns.Count.ShouldBeGreaterThan(100);
        var found = new List<string>();
        foreach (var (table, column, type) in columns)
        {
            var holds = type == "bytea" ? $"position(convert_to('{mark}', 'UTF8') in {column}) > 0" : $"{column}::text like '%{mark}%'";
            if (await Scalar<bool>($"select exists (select from {table} where {holds})"))
                found.Add($"{table}.{column}");
        }
        return found;
    }

    /// <summary>An export of the tenant's log, as it would be handed out now.</summary>
    public async Task<string> Export()
    {
        var folder = Directory.CreateTempSubdirectory("chates-export-").FullName;
        try
        {
            await Chat.Service<LogExport>().Run(folder, "acme", null, null, default);
            await using var file = File.OpenRead(Path.Combine(folder, ExportManifest.EventsFile));
            using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
            return await lines.ReadToEndAsync() + await File.ReadAllTextAsync(Path.Combine(folder, ExportManifest.FileName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Every hash chain is as it was written, and the read models are what the log says.</summary>
    public async Task ShouldBeWhole()
    {
        (await Chat.Service<AuditLog>().Verify(null, null, null, default)).Tampered.ShouldBeEmpty();
        (await Chat.Service<Projections>().Verify()).Difference.ShouldBeNull();
    }
}
