using Npgsql;

namespace ChatEs.EventStore;

/// <summary>
/// How connections are set up for statements that are few, sent over and over, and meant to be index probes: those of the
/// projections, and the look-ups and pages of a serving process.
/// </summary>
/// <remarks>
/// Planning such a statement anew costs more than running it, and PostgreSQL does so whenever an array or a popular value
/// makes it think that this time is special. But a plan that is kept may have been made while the tables were empty, or
/// not analysed yet: it would scan them whole, for each call, when they have grown. So plans are kept, and what only small
/// tables excuse is ruled out. Where a plan for any values would go by the wrong index (by the tenant, who may have most of what
/// there is), the right one is asked in a subselect of its own, which <c>offset 0</c> closes. (With scans made that dear, the cost of a plan that has no choice would set the JIT to work.)
/// </remarks>
public static class SteadyPlans
{
    private static readonly string[] Serving = ["plan_cache_mode = force_generic_plan", "enable_seqscan = off", "jit = off"];

    // Their arrays are joined with tables that grow without end: one that is hashed whole, for each batch, is a scan again.
    private static readonly string[] Projecting = [.. Serving, "enable_hashjoin = off", "enable_mergejoin = off"];

    /// <summary>
    /// For a transaction of a serving process whose statements go through whole tables, as those of a report do: scans again,
    /// and plans for the values at hand, until it ends.
    /// </summary>
    public const string Lift = "set local plan_cache_mode = auto; set local enable_seqscan = on;";

    /// <summary>For a serving process, as <c>Options</c> of its connection string: they also outlive a <c>reset all</c>.</summary>
    public static string Options => string.Join(' ', Serving.Select(setting => $"-c {setting.Replace(" ", "", StringComparison.Ordinal)}"));

    /// <summary>For a connection on which projections run.</summary>
    public static async Task Apply(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(string.Join(' ', Projecting.Select(setting => $"set {setting};")), connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
