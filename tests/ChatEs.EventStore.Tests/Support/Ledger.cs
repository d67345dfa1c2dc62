using ChatEs.EventStore.Appending;
using ChatEs.EventStore.Migrations;
using ChatEs.EventStore.Projections;
using ChatEs.EventStore.Serialization;
using ChatEs.EventStore.Tests.Accounts;
using ChatEs.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static ChatEs.EventStore.Tests.Accounts.AccountEvent;

namespace ChatEs.EventStore.Tests.Support;

/// <summary>A database of accounts and any number of stores on it: two of them are like two processes.</summary>
public sealed class Ledger : IAsyncDisposable
{
    public const string Tenant = "acme";

    private static readonly Lazy<Task<string>> Template = new(CreateTemplate);

    private readonly List<IAsyncDisposable> _owned = [];

    private Ledger(string connectionString, AccountFamily family)
    {
        ConnectionString = connectionString;
        Family = family;
        Db = DataSource(connectionString);
        Store = Open();
    }

    public string ConnectionString { get; }

    public AccountFamily Family { get; }

    public NpgsqlDataSource Db { get; }

    public PostgresEventStore Store { get; }

    public static EventTypes Types => new EventTypes()
        .Map<Opened>("opened").Map<Added>("added").Map<Closed>("closed");

    public static async Task<Ledger> Create(AccountFamily? family = null)
    {
        var name = $"ledger_{Guid.NewGuid():n}";
        return new Ledger(await TestPostgres.CreateDatabase(name, await Template.Value), family ?? new AccountFamily());
    }

    public static StreamKey Stream(string id) => new(Tenant, id);

    /// <summary>Another store on the same database, with a data source of its own.</summary>
    public PostgresEventStore Open(TimeProvider? clock = null, string? connectionString = null, EventTypes? types = null)
    {
        var db = connectionString is null && _owned.Count == 0 ? Db : DataSource(connectionString ?? ConnectionString);
        IReadOnlyList<IInlineProjection> projections = [new AccountProjection()];
        var store = new PostgresEventStore(
            db, types ?? Types, projections, clock ?? TimeProvider.System, NullLogger<PostgresEventStore>.Instance);
        _owned.Add(store);
        _owned.Add(db);
        return store;
    }

    public AccountCommand Command(string stream, Func<Account, long, DateTimeOffset, Decided> decide, string? giver = null) =>
        new(Stream(stream), Family, decide) { Giver = giver };

    /// <summary>A command that always adds.</summary>
    public AccountCommand Add(string stream, long amount, string giver = "anyone") =>
        Command(stream, (_, _, _) => new Decided([new Added(giver, amount, null)], amount));

    public Task<AppendResult> OpenAccount(string stream, PostgresEventStore? store = null) =>
        (store ?? Store).StartStream(Stream(stream), Family, [new Opened("plain", new Opened.Who($"Owner of {stream}"))]);

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task Run(string sql)
    {
        await using var command = Db.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Holds the head until disposed of: nothing is appended meanwhile, and commands gather.</summary>
    public async Task<IAsyncDisposable> HoldHead()
    {
        var connection = await Db.OpenConnectionAsync();
        await using var begin = new NpgsqlCommand("begin; select last_seq from events.mt_head for update", connection);
        await begin.ExecuteNonQueryAsync();
        return new Held(connection);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _owned)
            await one.DisposeAsync();
    }

    private static NpgsqlDataSource DataSource(string connectionString) => PostgresEventStore.DataSource(connectionString, "model");

    private static async Task<string> CreateTemplate()
    {
        const string Name = "ledger_template";
        await using var db = DataSource(await TestPostgres.CreateDatabase(Name));
        await Migrator.Apply(db, [.. Migrator.EventStore, new Migration("model/0001_accounts", "model", AccountProjection.Schema)]);
        return Name;
    }

    private sealed class Held(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (var end = new NpgsqlCommand("rollback", connection))
                await end.ExecuteNonQueryAsync();
            await connection.DisposeAsync();
        }
    }
}
