using System.Buffers;
using ChatEs.Application.Auditing;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary>Events as lines: which ones a request means, and how they go out.</summary>
internal sealed class EventLines(AuditLog audit, UserDirectory directory)
{
    /// <summary>So many bytes wait for a slow client, and no more: the reading waits with them.</summary>
    private const int FlushedAt = 1 << 16;

    public static readonly IReadOnlyList<QueryValue> Versions =
        [Number("fromVersion", "The first version of the stream wanted."), Number("toVersion", "The last version of the stream wanted.")];

    private static readonly IReadOnlyList<QueryValue> QueryValues =
    [
        Number("fromSequence", "The first place in the log wanted: after a break, the one after the last that came."),
        Number("toSequence", "The last place in the log wanted."),
        new("from", "Stored then or later, by the service's time.") { Format = "date-time" },
        new("to", "Stored then or before.") { Format = "date-time" },
        new("type", "Only events of this stored name; may be given again for others.") { Repeated = true, Words = EventFilter.StoredNames, Example = "message_posted" },
        new("user", "Only what was done for this user, by his external id.") { Most = Validation.LongestExternalId },
        Number("limit", "How many at most; else all."),
    ];

    public static Description Describe(string summary) => new Description(summary)
    {
        More = "One JSON object a line, up to the newest event of the moment of asking. Versions are found at once; whatever else is asked for is looked for in the stream, or in the log, from its beginning or fromSequence on.",
    }
        .ForAuditors()
        .Asking(QueryValues)
        .AnsweringLines(NativeJsonContext.Default.EventLineBody)
        .Refusing(NativeCodes.UserNotFound);

    public async ValueTask<(EventFilter Filter, NativeProblem? Problem)> Filter(NativeCall call)
    {
        var filter = new EventFilter(
            NumberOf(call, "fromVersion"), NumberOf(call, "toVersion"), NumberOf(call, "fromSequence"), NumberOf(call, "toSequence"),
            NativeValues.TimeOf(call, "from", call.Query("from")), NativeValues.TimeOf(call, "to", call.Query("to")), TypesOf(call),
            Limit: NumberOf(call, "limit"));
        if (call.Query("user") is null)
            return (filter, call.Problem);
        var id = call.ExternalId("user");
        if (call.Problem is { } problem)
            return (filter, problem);
        var resolved = await directory.Resolve([id], mayRegister: false, call.Context, call.Aborted);
        return (filter with { User = resolved.Result?.Users[0] }, resolved.Refusal);
    }

    /// <param name="none">What is said when there is no such stream.</param>
    public async Task<NativeProblem?> Answer(NativeCall call, AuditScope scope, EventFilter filter, NativeProblem none)
    {
        if (!await audit.Has(scope, call.Aborted))
            return none;
        call.Http.Response.ContentType = "application/x-ndjson";
        var pipe = call.Http.Response.BodyWriter;
        var waiting = 0;
        await foreach (var line in audit.Replay(scope, filter, call.Aborted))
        {
            pipe.Write(line.Span);
            waiting += line.Length;
            if (waiting < FlushedAt)
                continue;
            await pipe.FlushAsync(call.Aborted);
            waiting = 0;
        }
        return null;
    }

    private static IReadOnlyList<string>? TypesOf(NativeCall call)
    {
        if (!call.Http.Request.Query.TryGetValue("type", out var types))
            return null;
        if (types.Any(type => !EventFilter.StoredNames.Contains(type, StringComparer.Ordinal)))
            call.Invalid("type", $"Must be one of {string.Join(", ", EventFilter.StoredNames)}.");
        return [.. types.OfType<string>()];
    }

    private static long? NumberOf(NativeCall call, string name) => call.QueryNumber(name, 1, NativeValues.LargestNumber);

    private static QueryValue Number(string name, string meaning) => new(name, meaning, "integer") { Least = 1, Most = NativeValues.LargestNumber };
}
