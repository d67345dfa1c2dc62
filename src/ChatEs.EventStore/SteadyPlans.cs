using Npgsql;

namespace ChatEs.EventStore;

/// <summary>
/// How a connection has to be set up for statements that are few, sent over and over, and meant to be index probes: those
/// of the projections, and the look-ups and pages of a serving process.
/// </summary>
/// <remarks>
/// Planning such a statement anew costs more than running it, and PostgreSQL does so whenever an array or a popular value
/// makes it think that this time is special. But a plan that is kept may have been made while the tables were empty, or
/// not analysed yet: it would scan and hash them whole, for each call, when they have grown. So plans are kept, and what
/// only small tables excuse is ruled out. (With scans made that dear, the cost of a plan that has no choice would set the
/// JIT to work.)
/// </remarks>
public static class SteadyPlans
{
    private static readonly string[] Settings =
        ["plan_cache_mode = force_generic_plan", "enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off", "jit = off"];

    /// <summary>
    /// For a transaction on such a connection whose statements go through whole tables, as those of a report do: the
    /// server's own settings again, until it ends.
    /// </summary>
    public const string Lift = """
        set local plan_cache_mode = auto;
        set local enable_seqscan = on;
        set local enable_hashjoin = on;
        set local enable_mergejoin = on;
        """;

    /// <summary>As <c>Options</c> of a connection string: they also outlive a <c>reset all</c>.</summary>
    public static string Options => string.Join(' ', Settings.Select(setting => $"-c {setting.Replace(" ", "", StringComparison.Ordinal)}"));

    public static async Task Apply(NpgsqlConnection connection, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(string.Join(' ', Settings.Select(setting => $"set {setting};")), connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
