using System.Text.Json.Serialization.Metadata;
using static ChatEs.Api.Dialects.Native.NativeCodes;

namespace ChatEs.Api.Dialects.Native;

/// <summary>What an operation says about itself. It checks requests by this, and the OpenAPI document is made of it.</summary>
internal sealed record Description(string Summary)
{
    /// <summary>What one has to know beyond the summary.</summary>
    public string? More { get; init; }

    /// <summary>The query values that the operation knows. Any other is refused: a misspelt <c>limit</c> must not pass for none.</summary>
    public IReadOnlyList<QueryValue> Query { get; init; } = [];

    public Accepted? Accepts { get; init; }

    public IReadOnlyList<Answered> Answers { get; init; } = [];

    /// <summary>The codes of its own refusals; those that every operation has are not named.</summary>
    public IReadOnlyList<string> Refuses { get; init; } = [];

    /// <summary>Whose credentials open it.</summary>
    public Admission Admits { get; init; } = Admission.Chat;

    /// <summary>Whether the answer has an ETag.</summary>
    public bool IsTagged { get; init; }

    /// <summary>Whether it can be asked about a moment of the past.</summary>
    public bool HasPast { get; init; }

    public Admission AdmissionOf(HttpRequest request) => HasPast && request.Query.ContainsKey(QueryValue.AsOf.Name) ? Admission.Past : Admits;

    /// <summary>The same question about a moment of the past, by <c>asOf</c>.</summary>
    public Description WithPast() => Asking(QueryValue.AsOf) with { HasPast = true };

    public Description ForAnalysts() => this with { Admits = Admission.Analytics };

    public Description ForAuditors() => this with { Admits = Admission.Audit };

    public Description Taking<T>(JsonTypeInfo<T> type, params IReadOnlyList<string> examples) =>
        this with { Accepts = new(type, examples, []) };

    /// <summary>Bytes of a file as they are, or what <paramref name="type"/> says as JSON where that is given.</summary>
    public Description TakingFile(JsonTypeInfo? type = null, string? example = null, bool multipart = false) => this with
    {
        Accepts = new(type, example is null ? [] : [example], multipart ? ["application/octet-stream", "multipart/form-data"] : ["application/octet-stream"]),
    };

    public Description Answering<T>(JsonTypeInfo<T> type, int status = StatusCodes.Status200OK, string when = "Done.") =>
        this with { Answers = [.. Answers, new(status, when, type)] };

    public Description AnsweringWithLocation<T>(JsonTypeInfo<T> type, int status, string when) =>
        this with { Answers = [.. Answers, new(status, when, type) { HasLocation = true }] };

    /// <summary>Kept by the client, who asks with <c>If-None-Match</c> whether it still holds.</summary>
    public Description AnsweringTagged<T>(JsonTypeInfo<T> type) => Answering(type) with { IsTagged = true };

    public Description AnsweringNothing() => this with { Answers = [.. Answers, new(StatusCodes.Status204NoContent, "Done, or it was so before.", null)] };

    public Description AnsweringFile() => this with
    {
        Answers = [.. Answers, new(StatusCodes.Status200OK, "The bytes.", null) { IsFile = true }, new(StatusCodes.Status302Found, "It is elsewhere.", null) { HasLocation = true }],
        IsTagged = true,
        Refuses = [.. Refuses, PreconditionFailed, RangeNotSatisfiable],
    };

    /// <summary>One JSON object a line, as they come.</summary>
    public Description AnsweringLines<T>(JsonTypeInfo<T> type) =>
        this with { Answers = [.. Answers, new(StatusCodes.Status200OK, "The lines, as they are read.", type) { IsLines = true }] };

    /// <summary>JSON, or CSV where the client accepts that.</summary>
    public Description AnsweringTable<T>(JsonTypeInfo<T> type) =>
        this with { Answers = [.. Answers, new(StatusCodes.Status200OK, "The table.", type) { IsTable = true }] };

    public Description AnsweringText(string when) =>
        this with { Answers = [.. Answers, new(StatusCodes.Status200OK, when, null) { IsText = true }] };

    /// <summary>Server-sent events, until the client goes away.</summary>
    public Description AnsweringEvents<T>(JsonTypeInfo<T> type) => this with
    {
        Answers = [.. Answers, new(StatusCodes.Status200OK, "The events, each with such data, as they happen.", type) { IsEvents = true }],
        Admits = Admission.Live,
    };

    public Description Refusing(params IReadOnlyList<string> codes) => this with { Refuses = [.. Refuses, .. codes] };

    /// <summary>In a room that can be looked into.</summary>
    public Description InRoom(params IReadOnlyList<string> codes) => Refusing([RoomNotFound, .. codes]);

    public Description Asking(params IReadOnlyList<QueryValue> query) => this with { Query = [.. Query, .. query] };
}

/// <param name="Type">Of the JSON body; null for none.</param>
/// <param name="Files">The content types under which bytes of files are taken.</param>
internal sealed record Accepted(JsonTypeInfo? Type, IReadOnlyList<string> Examples, IReadOnlyList<string> Files);

/// <param name="Body">Null for none.</param>
internal sealed record Answered(int Status, string When, JsonTypeInfo? Body)
{
    public bool IsFile { get; init; }

    public bool HasLocation { get; init; }

    public bool IsText { get; init; }

    /// <summary>One body a line.</summary>
    public bool IsLines { get; init; }

    /// <summary>As CSV, too.</summary>
    public bool IsTable { get; init; }

    /// <summary>One body an event.</summary>
    public bool IsEvents { get; init; }
}

/// <param name="Type">As in JSON Schema.</param>
internal sealed record QueryValue(string Name, string Meaning, string Type = "string")
{
    public bool Required { get; init; }

    /// <summary>It may stand there more than once.</summary>
    public bool Repeated { get; init; }

    public long? Least { get; init; }

    public long? Most { get; init; }

    /// <summary>What stands for a missing one.</summary>
    public long? Usually { get; init; }

    public string? Format { get; init; }

    public IReadOnlyList<string> Words { get; init; } = [];

    public string? Example { get; init; }

    public static readonly QueryValue After = new("after", "The next of the page before.");

    public static readonly QueryValue AsOf = new(
        "asOf", "As it was when the log ended with this sequence; for secret and auditor keys only. It costs as much as the room's whole log.", "integer")
    {
        Least = 1,
        Most = NativeValues.LargestNumber,
    };

    public static QueryValue Limit(int most, int usually) =>
        new("limit", "How many at most.", "integer") { Least = 1, Most = most, Usually = usually };

    /// <summary>An external id.</summary>
    public static QueryValue User(string meaning) => new("user", meaning) { Required = true, Example = "bob" };
}
