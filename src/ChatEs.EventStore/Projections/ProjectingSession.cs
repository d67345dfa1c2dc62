using Npgsql;

namespace ChatEs.EventStore.Projections;

/// <summary>How a connection has to be set up on which projections run.</summary>
public static class ProjectingSession
{
    /// <summary>
    /// The statements are few and their parameters are arrays: planning them for each batch costs and gains nothing. But
    /// a plan made while the tables are empty, or not analysed yet, would scan and hash them whole, for each batch, when
    /// they have grown; every lookup here is meant to be an index probe. (With scans made that dear, the cost of a plan
    /// that has no choice would set the JIT to work.)
    /// </summary>
    private const string Settings = """
        set plan_cache_mode = force_generic_plan;
        set enable_seqscan = off;
        set enable_hashjoin = off;
        set enable_mergejoin = off;
        set jit = off;
        """;

    public static async Task Apply(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(Settings, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
