using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary>
/// One request of a caller who is known. What is wrong with it gathers in <see cref="Problem"/>, so that a client is told
/// all at once; the values read are of no use then.
/// </summary>
internal sealed class NativeCall(HttpContext http, string route, Caller caller, Credential credential, string requestId)
{
    private List<InvalidMember>? _errors;
    private NativeProblem? _problem;

    public HttpContext Http => http;

    public Caller Caller => caller;

    public Credential Credential => credential;

    public string Tenant => caller.Tenant;

    /// <summary>The user acted for; null for a bare server key.</summary>
    public UserNumber? User => caller.User;

    public Actor Actor => new(caller.User);

    public bool IsServer => credential.KeyId is not null;

    public CancellationToken Aborted => http.RequestAborted;

    public string? IdempotencyKey { get; set; }

    /// <summary>The sequence that the log ended with at the moment asked about; null is now.</summary>
    public long? AsOf { get; private set; }

    /// <summary>Complete once the body was read: the idempotency record needs its digest.</summary>
    public CommandContext Context { get; private set; } = new(caller, requestId) { CarriedOut = Failures.Noting(http) };

    public NativeProblem? Problem => _problem ?? (_errors is null ? null : NativeErrors.Invalid(_errors));

    public void Invalid(string member, string message) => (_errors ??= []).Add(new(member, message));

    public void Refuse(Refusal refusal) => _problem = NativeErrors.Of(refusal);

    public RoomNumber Room() => new(RouteNumber("room", RoomNumber.Max));

    public MessageNumber Number() => new(RouteNumber("number", MessageNumber.Max));

    public FileNumber File() => new(RouteNumber("file", NativeValues.LargestNumber));

    public long RouteNumber(string name, long most)
    {
        if (IsNumber(Route(name), 1, most, out var number))
            return number;
        Invalid(name, $"Must be a whole number from 1 to {most}.");
        return 0;
    }

    public string? Route(string name) => http.Request.RouteValues[name] as string;

    public string? Query(string name) => http.Request.QueryString.HasValue && http.Request.Query.TryGetValue(name, out var values) ? values[0] : null;

    public long? QueryNumber(string name, long least, long most)
    {
        if (Query(name) is not { } text)
            return null;
        if (IsNumber(text, least, most, out var number))
            return number;
        Invalid(name, $"Must be a whole number from {least} to {most}.");
        return null;
    }

    public void ReadAsOf() => AsOf = QueryNumber(QueryValue.AsOf.Name, 1, NativeValues.LargestNumber);

    public int Limit(int most, int otherwise) => (int)(QueryNumber("limit", 1, most) ?? otherwise);

    /// <summary>Reads the body whatever its Content-Type says: command line clients send JSON as a form.</summary>
    public async ValueTask<T?> Body<T>(JsonTypeInfo<T> type) where T : class
    {
        T? body = null;
        var fits = await BodyReader.Read(http.Request, ChatEsService.LargestBody, bytes => body = Parse(bytes, type), Aborted);
        if (!fits)
            _problem = NativeErrors.Of(Failure.BodyTooLarge);
        return body;
    }

    /// <summary>Of a request that says all in its path: whatever a client sends along is passed over.</summary>
    public async ValueTask NoBody()
    {
        if (!await BodyReader.Read(http.Request, ChatEsService.LargestBody, bytes => Identify(bytes), Aborted))
            _problem = NativeErrors.Of(Failure.BodyTooLarge);
    }

    /// <summary>The bytes that the request is known by when it comes again.</summary>
    public void Identify(in ReadOnlySequence<byte> body)
    {
        if (IdempotencyKey is { } key)
            Context = Context with { Idempotency = RequestHeaders.Idempotent(http.Request, route, key, body) };
    }

    /// <summary>External ids out of a body or query, checked before anything is looked up: else a large body would register its thousands.</summary>
    public IReadOnlyList<string> ExternalIds(string member, IReadOnlyList<string?>? ids, int fewest)
    {
        if (ids is null)
        {
            if (fewest > 0)
                Invalid(member, "Is missing.");
            return [];
        }
        if (ids.Count < fewest || ids.Count > Validation.MostUsers)
        {
            Invalid(member, $"Must name {fewest} to {Validation.MostUsers} users.");
            return [];
        }
        var named = new string[ids.Count];
        for (var i = 0; i < named.Length; i++)
        {
            if (ids[i] is { } id && Validation.IsExternalId(id))
                named[i] = id;
            else
                Invalid($"{member}[{i}]", NativeValues.ExternalIdRule);
        }
        return named;
    }

    /// <summary>The external id of one user in the query.</summary>
    public string ExternalId(string name)
    {
        if (Query(name) is { } id && Validation.IsExternalId(id))
            return id;
        Invalid(name, Query(name) is null ? "Is missing." : NativeValues.ExternalIdRule);
        return "";
    }

    /// <returns>Null, for an operation to end with.</returns>
    public NativeProblem? Answer<T>(int status, T body, JsonTypeInfo<T> type, string? location = null)
    {
        if (location is not null)
            http.Response.Headers.Location = location;
        Json.Write(http.Response, status, "application/json", body, type);
        return null;
    }

    /// <summary>
    /// An answer that the client may keep: asked again with its ETag it is told that it still holds. One about the past has
    /// a tag that none of today's has; it holds until something of it is erased.
    /// </summary>
    public NativeProblem? AnswerTagged<T>(T body, JsonTypeInfo<T> type)
    {
        Json.Write(http.Response, StatusCodes.Status200OK, "application/json", body, type, isTagged: true, AsOf is null ? "" : "past-");
        return null;
    }

    public NativeProblem? AnswerNothing()
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    private T? Parse<T>(in ReadOnlySequence<byte> bytes, JsonTypeInfo<T> type) where T : class
    {
        var (body, fault) = Json.Read(bytes, type);
        if (fault is not null)
            _problem = NativeErrors.Of(fault);
        Identify(bytes);
        return body;
    }

    public static bool IsNumber(string? text, long least, long most, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
