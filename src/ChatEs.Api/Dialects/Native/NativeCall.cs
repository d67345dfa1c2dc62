using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Api.Hosting;
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

    public bool IsServer => credential.KeyId is not null;

    public CancellationToken Aborted => http.RequestAborted;

    public string? IdempotencyKey { get; set; }

    /// <summary>Complete once the body was read: the idempotency record needs its digest.</summary>
    public CommandContext Context { get; private set; } = new(caller, requestId);

    public NativeProblem? Problem => _problem ?? (_errors is null ? null : NativeErrors.Invalid(_errors));

    public void Invalid(string member, string message) => (_errors ??= []).Add(new(member, message));

    public RoomNumber Room() => new(RouteNumber("room", RoomNumber.Max));

    public MessageNumber Number() => new(RouteNumber("number", MessageNumber.Max));

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

    public int Limit(int most, int otherwise) => (int)(QueryNumber("limit", 1, most) ?? otherwise);

    /// <summary>Reads the body whatever its Content-Type says: command line clients send JSON as a form.</summary>
    public async ValueTask<T?> Body<T>(JsonTypeInfo<T> type) where T : class
    {
        if (http.Request.ContentLength > ChatEsService.LargestBody)
            return TooLarge<T>();
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(Aborted);
            if (read.Buffer.Length > ChatEsService.LargestBody)
            {
                reader.AdvanceTo(read.Buffer.End);
                return TooLarge<T>();
            }
            if (read.IsCompleted)
            {
                var body = Parse(read.Buffer, type);
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
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
                Invalid($"{member}[{i}]", $"Must be 1 to {Validation.LongestExternalId} characters without control characters.");
        }
        return named;
    }

    /// <returns>Null, for an operation to end with.</returns>
    public NativeProblem? Answer<T>(int status, T body, JsonTypeInfo<T> type, string? location = null)
    {
        if (location is not null)
            http.Response.Headers.Location = location;
        NativeJson.Write(http.Response, status, "application/json", body, type);
        return null;
    }

    private T? Parse<T>(in ReadOnlySequence<byte> bytes, JsonTypeInfo<T> type) where T : class
    {
        (var body, _problem) = NativeJson.Read(bytes, type);
        if (IdempotencyKey is { } key)
            Context = Context with { Idempotency = new(route, key, Digest(bytes)) };
        return body;
    }

    /// <summary>Of method, path and body. Zero bytes part them, which no path contains.</summary>
    private byte[] Digest(in ReadOnlySequence<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method}\0{http.Request.Path}\0"));
        foreach (var segment in body)
            hash.AppendData(segment.Span);
        return hash.GetHashAndReset();
    }

    private T? TooLarge<T>() where T : class
    {
        _problem = NativeErrors.Of(Failure.BodyTooLarge);
        return null;
    }

    private long RouteNumber(string name, long most)
    {
        if (IsNumber(http.Request.RouteValues[name] as string, 1, most, out var number))
            return number;
        Invalid(name, $"Must be a whole number from 1 to {most}.");
        return 0;
    }

    private static bool IsNumber(string? text, long least, long most, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;
}
