using System.Globalization;
using ChatEs.Application.Analytics.Tabular;

namespace ChatEs.Application.Analytics.Reports;

/// <summary>A question that is asked often, with the columns of its answer. HTTP, the command line and the documentation share it.</summary>
/// <param name="Name">In the address and on the command line.</param>
/// <param name="Meaning">What a row is, and what counts.</param>
/// <param name="Sql">
/// $1 tenant, $2 from and $3 to (null is without a bound), $4 by, $5 time zone, $6 room (null is all), $7 limit, $8 offset:
/// one statement upon <c>analytics_private</c>, its rows in an order that has no ties.
/// </param>
public sealed record Report(string Name, string Title, string Meaning, string Sql, params IReadOnlyList<Column> Columns)
{
    /// <summary>Whether its rows are days, weeks or months: it takes <c>by</c>.</summary>
    public bool HasBuckets { get; init; }

    /// <summary>Whether it is about a stretch of time, and not about the moment: it takes <c>from</c> and <c>to</c>.</summary>
    public bool HasRange { get; init; } = true;

    /// <summary>What it can be asked with, beside limit and offset, which all take.</summary>
    public IReadOnlyList<string> Parameters =>
        [.. HasRange ? ["from", "to"] : Array.Empty<string>(), .. HasBuckets ? ["by"] : Array.Empty<string>(), "timezone", "room"];
}

/// <summary>A bound of a stretch of time: an instant, or a day, which begins when it does in the time zone asked for.</summary>
public sealed record ReportBound(DateOnly? Day, DateTimeOffset? At)
{
    public const int FirstYear = 1900;
    public const int LastYear = 2999;

    /// <returns>Null when it is no day, as in 2026-01-31.</returns>
    public static ReportBound? OfDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new(day, null) : null;

    /// <summary>Whether nothing lies between the two. Of a day and an instant only the time zone can tell.</summary>
    public static bool AreOutOfOrder(ReportBound? from, ReportBound? to) =>
        (from is { Day: { } first } && to is { Day: { } last } && last <= first) || (from is { At: { } begin } && to is { At: { } end } && end <= begin);

    /// <summary>What is beyond has no use, and moved by a time zone it may leave the calendar.</summary>
    public bool IsReasonable => (Day?.Year ?? At!.Value.UtcDateTime.Year) is >= FirstYear and <= LastYear;
}

/// <param name="By">day, week (from Monday) or month.</param>
/// <param name="TimeZone">An IANA name.</param>
/// <param name="From">From then on.</param>
/// <param name="To">Up to then, and without it.</param>
/// <param name="Room">Only this room.</param>
public sealed record ReportQuery(
    string Tenant, ReportBound? From = null, ReportBound? To = null, string By = ReportQuery.Day, string TimeZone = "UTC", long? Room = null,
    int Limit = ReportQuery.UsualRows, long Offset = 0)
{
    public const string Day = "day";
    public const int UsualRows = 1_000;
    public const int MostRows = 10_000;
    public const long MostOffset = 100_000_000;

    public static readonly IReadOnlyList<string> Buckets = [Day, "week", "month"];
}

/// <summary>The answer to a report.</summary>
/// <param name="AsOf">The sequence of the log that it is of, exactly.</param>
/// <param name="From">As an instant.</param>
/// <param name="Rows">As many as were asked for, at most.</param>
/// <param name="HasMore">Whether there are more behind them.</param>
public sealed record ReportAnswer(Report Report, long AsOf, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<object?[]> Rows, bool HasMore);

/// <summary>The report took longer than it may.</summary>
public sealed class ReportTimeoutException(string message, Exception? innerException) : Exception(message, innerException)
{
    public ReportTimeoutException() : this("The report took too long.", null)
    {
    }

    public ReportTimeoutException(string message) : this(message, null)
    {
    }
}

/// <summary>Too many reports are being asked for.</summary>
public sealed class TooManyReportsException(string message, Exception? innerException) : Exception(message, innerException)
{
    public TooManyReportsException() : this("Too many reports are being asked for; try again.", null)
    {
    }

    public TooManyReportsException(string message) : this(message, null)
    {
    }
}

/// <summary>The section <c>Reports</c> of the configuration; all of it may be left out.</summary>
public sealed class ReportSettings
{
    /// <summary>How long the database may work on one report. The chat shares the database.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many reports a process asks for at once: each holds a connection, and the chat needs some, too.</summary>
    public int AtOnce { get; set; } = 4;

    /// <summary>How long the next one waits for a place.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);
}
