using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// One request of an app that is known. What is wrong with it gathers in <see cref="Problem"/>, so that a client is told
/// all at once; the values read are of no use then.
/// </summary>
internal sealed class QiscusCall(
    HttpContext http, string route, Credential credential, QiscusAuth auth, QiscusParameters parameters, string requestId, string? idempotencyKey)
{
    private List<string>? _errors;

    public HttpContext Http => http;

    public string Tenant => credential.Tenant;

    public CancellationToken Aborted => http.RequestAborted;

    public QiscusProblem? Problem => _errors is null ? null : QiscusErrors.Invalid(_errors);

    /// <summary>For the steps on the way to what the app asked for.</summary>
    public CommandContext Aside => new(auth.Caller(credential, null), requestId);

    /// <summary>For the one command that the app asked for.</summary>
    /// <param name="actor">Whom it is done for; null where the call names nobody.</param>
    public CommandContext Context(UserNumber? actor = null) => new(
        auth.Caller(credential, actor), requestId,
        idempotencyKey is { } key ? new IdempotentRequest(route, key, parameters.Digest()) : null)
    {
        CarriedOut = Failures.Noting(http),
    };

    public void Invalid(string parameter, string message) => (_errors ??= []).Add($"{parameter}: {message}");

    /// <summary>Null when it is not given.</summary>
    public string? Text(string name) => parameters[name] switch
    {
        null => null,
        { IsList: false, Values: [{ IsDocument: false, Text: var text }] } when Validation.CanBeStored(text) => text,
        { IsList: false, Values: [{ IsDocument: false }] } => Wrong(name, "May not contain the NUL character."),
        { IsList: false, Values: [_] } => Wrong(name, "Must be a text."),
        _ => Wrong(name, "May be given once."),
    };

    public string Required(string name)
    {
        if (Text(name) is { } text)
            return text;
        if (parameters[name] is null)
            Invalid(name, "Is missing.");
        return "";
    }

    /// <summary>Null when it is not given; an empty list is given.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (parameters[name] is not { } parameter)
            return null;
        if (parameter.Values.Any(value => value.IsDocument || !Validation.CanBeStored(value.Text)))
            Invalid(name, "Must be texts without the NUL character.");
        return [.. parameter.Values.Select(value => value.Text).Where(text => text.Length > 0)];
    }

    /// <summary>Checked before anything is looked up: else a large body would register its thousands.</summary>
    public IReadOnlyList<string> UserIds(string name, int fewest)
    {
        if (Texts(name) is not { } ids)
        {
            Invalid(name, "Is missing.");
            return [];
        }
        if (ids.Count < fewest || ids.Count > Validation.MostUsers)
            Invalid(name, $"Must name {fewest} to {Validation.MostUsers} users.");
        else if (ids.FirstOrDefault(id => !Validation.IsExternalId(id)) is { } wrong)
            Invalid(name, $"'{wrong}' is no user id: {IdRule}");
        return ids;
    }

    public string UserId(string name)
    {
        var id = Required(name);
        if (id.Length > 0 && !Validation.IsExternalId(id))
            Invalid(name, IdRule);
        return id;
    }

    public long? Number(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Invalid(name, "Must be a whole number.");
        return null;
    }

    /// <summary>Checked here already, so that the parameter is named as it was spelled.</summary>
    public string? Url(string name) => Text(name) switch
    {
        { } url when !Validation.IsUrl(url) => Wrong(name, $"Must be an http or https address of at most {Validation.LongestUrl} characters."),
        var url => url,
    };

    public bool Flag(string name)
    {
        switch (Text(name)?.ToLowerInvariant())
        {
            case null or "false" or "0": return false;
            case "true" or "1": return true;
            default:
                Invalid(name, "Must be true or false.");
                return false;
        }
    }

    /// <summary>A JSON document as the exact text: in a JSON body it may also stand as the object itself.</summary>
    public string? Document(string name, bool isObject)
    {
        if (parameters[name] is not { } parameter)
            return null;
        if (parameter is not { IsList: false, Values: [{ Text: var text }] })
            return Wrong(name, "Must be one JSON document.");
        if (!Json.IsDocument(text) || (isObject && !QiscusValues.IsObject(text)))
            return Wrong(name, isObject ? "Must be a JSON object." : "Must be valid JSON.");
        return text.Length <= Validation.LongestDocument ? text : Wrong(name, $"May have at most {Validation.LongestDocument} characters.");
    }

    /// <returns>Null, for an operation to end with.</returns>
    public QiscusProblem? Answer<T>(T results, JsonTypeInfo<Envelope<T>> type)
    {
        Json.Write(http.Response, StatusCodes.Status200OK, "application/json", new(results, StatusCodes.Status200OK), type);
        return null;
    }

    private static readonly string IdRule = $"It must be 1 to {Validation.LongestExternalId} characters without control characters.";

    private string? Wrong(string name, string message)
    {
        Invalid(name, message);
        return null;
    }
}
