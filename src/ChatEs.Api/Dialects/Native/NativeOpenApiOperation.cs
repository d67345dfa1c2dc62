using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using static ChatEs.Api.Dialects.Native.NativeCodes;

namespace ChatEs.Api.Dialects.Native;

/// <summary>One operation in the OpenAPI document.</summary>
internal sealed partial class NativeOpenApiOperation(NativeRoute route, WireSchemas schemas)
{
    private const string Bytes = "application/octet-stream";
    private const string Lines = "application/x-ndjson";
    private const string Events = "text/event-stream";
    private const string SecretKey = "secretKey";

    private static readonly string[] EveryOperation = [Invalid, Unauthorized, NotAllowed, UserSuspended, UserNotFound, TooManyRequests, InternalError, Unavailable, UnknownOutcome];
    private static readonly string[] EveryBody = [InvalidJson, BodyTooLarge];
    private static readonly string[] EveryPost = [Conflict, IdempotencyMismatch, BodyTooLarge];

    private readonly Description _description = route.Description;

    private bool IsPost => route.Method == HttpMethods.Post;

    public JsonObject Json()
    {
        var operation = new JsonObject
        {
            ["operationId"] = OperationId(),
            ["tags"] = new JsonArray(Tag()),
            ["summary"] = _description.Summary,
            ["description"] = _description.More ?? _description.Summary,
            ["parameters"] = Parameters(),
        };
        if (Security() is { } security)
            operation["security"] = security;
        if (_description.Accepts is { } accepts)
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(accepts) };
        operation["responses"] = Responses();
        return operation;
    }

    private static string SchemeOf(ApiKeyKind kind) => kind switch
    {
        ApiKeyKind.Auditor => "auditorKey",
        ApiKeyKind.Analytics => "analyticsKey",
        _ => SecretKey,
    };

    /// <returns>Null where it is as everywhere.</returns>
    private JsonArray? Security()
    {
        if (_description is { HasPast: false } && (_description.Admits == Admission.Chat || _description.Admits == Admission.Live))
            return null;
        var keys = _description.HasPast ? _description.Admits.Keys.Union(Admission.Past.Keys) : _description.Admits.Keys;
        string[] schemes = [SecretKey, .. _description.Admits.UserTokens ? ["userToken"] : Array.Empty<string>(), .. keys.Select(SchemeOf).Where(scheme => scheme != SecretKey)];
        return new JsonArray([.. schemes.Select(scheme => (JsonNode)new JsonObject { [scheme] = new JsonArray() })]);
    }

    /// <summary>An operation that stands under <c>/v1/me</c> too has two ids there: one each.</summary>
    private string OperationId() =>
        route.Template.StartsWith("/v1/me/", StringComparison.Ordinal) || route is { Template: "/v1/me", Method: not "GET" }
            ? $"{route.Operation}OfMe"
            : route.Operation;

    private string Tag() => route.Template.Split('/') switch
    {
        [_, _, "audit", ..] => "Audit",
        [_, _, "analytics", ..] => "Analytics",
        [.., "events"] or [_, _, "events", ..] => "Events",
        [_, _, "users" or "me", ..] => "Users",
        [_, _, "tenant" or "keys", ..] => "Tenant",
        [_, _, "files", ..] or [.., "attachments"] or [.., "attachments", _] => "Files",
        [.., "seen" or "delivered" or "unread" or "receipts"] => "Seen and unread",
        [.., "participants" or "moderators" or "join" or "leave"] => "Participants",
        var path => path.Contains("messages") ? "Messages" : "Rooms",
    };

    private JsonArray Parameters()
    {
        var parameters = new JsonArray();
        foreach (Match name in PathParameter().Matches(route.Template))
            parameters.Add(InPath(name.Groups["name"].Value));
        foreach (var value in _description.Query)
        {
            if (value.Name != UserPath.Id.Name || value != UserPath.Id || route.Template.Contains("{user}", StringComparison.Ordinal))
                parameters.Add(InQuery(value));
        }
        foreach (var (component, _, _, _) in NativeOpenApi.HeaderParameters)
        {
            if ((component != "IdempotencyKey" || IsPost) && (component != "IfNoneMatch" || _description.IsTagged) && (component != "User" || _description.Admits.NamesUsers))
                parameters.Add(new JsonObject { ["$ref"] = $"#/components/parameters/{component}" });
        }
        return parameters;
    }

    private static JsonObject InPath(string name)
    {
        var (meaning, schema) = name switch
        {
            "room" => ("The room's number.", Whole(RoomNumber.Max)),
            "number" => ("The message's number in the room.", Whole(MessageNumber.Max)),
            "file" => ("The file's number.", Whole(NativeValues.LargestNumber)),
            "id" => ("The message's UUID.", new JsonObject { ["type"] = "string", ["format"] = "uuid" }),
            "report" => (
                "The name of a report.",
                new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. AllReports.All.Select(report => (JsonNode)report.Name)]) }),
            "key" => ("The public id of the key.", new JsonObject { ["type"] = "string", ["maxLength"] = 63 }),
            "webhook" => ("The id of the webhook.", new JsonObject { ["type"] = "string", ["maxLength"] = 63 }),
            "delivery" => ("The number of the delivery.", Whole(NativeValues.LargestNumber)),
            "user" => (
                "The user's number, or by-id with the external id in the query.",
                new JsonObject { ["type"] = "string", ["pattern"] = $"^([1-9][0-9]*|{UserPath.ById})$" }),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A path parameter that nobody has described."),
        };
        return new() { ["name"] = name, ["in"] = "path", ["required"] = true, ["description"] = meaning, ["schema"] = schema };
    }

    private static JsonObject Whole(long most) => new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = most };

    private static JsonObject InQuery(QueryValue value)
    {
        var isNumber = value.Type == "integer";
        var schema = new JsonObject { ["type"] = value.Type };
        if (value.Least is { } least)
            schema[isNumber ? "minimum" : "minLength"] = least;
        if (value.Most is { } most)
            schema[isNumber ? "maximum" : "maxLength"] = most;
        if (value.Usually is { } usually)
            schema["default"] = usually;
        if (value.Format is { } format)
            schema["format"] = format;
        if (value.Words is { Count: > 0 } words)
            schema["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]);
        var parameter = new JsonObject
        {
            ["name"] = value.Name,
            ["in"] = "query",
            ["required"] = value.Required,
            ["description"] = value.Meaning,
            ["schema"] = value.Repeated ? new JsonObject { ["type"] = "array", ["items"] = schema } : schema,
        };
        if (value.Example is { } example)
            parameter["example"] = value.Repeated ? new JsonArray(example) : example;
        return parameter;
    }

    private JsonObject Content(Accepted accepts)
    {
        var content = new JsonObject();
        if (accepts.Type is { } type)
        {
            var examples = new JsonObject();
            for (var i = 0; i < accepts.Examples.Count; i++)
                examples[$"example{(i + 1).ToString(CultureInfo.InvariantCulture)}"] = new JsonObject { ["value"] = JsonNode.Parse(accepts.Examples[i]) };
            content["application/json"] = new JsonObject { ["schema"] = schemas.Reference(type), ["examples"] = examples };
        }
        foreach (var file in accepts.Files)
        {
            content[file] = file == Bytes
                ? FileBytes()
                : new JsonObject
                {
                    ["schema"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject { ["files"] = new JsonObject { ["type"] = "array", ["maxItems"] = Validation.MostFiles, ["items"] = Binary(Bytes) } },
                    },
                };
        }
        return content;
    }

    private static JsonObject FileBytes() => new() { ["schema"] = Binary(Bytes) };

    private static JsonObject Binary(string type) => new() { ["type"] = "string", ["contentMediaType"] = type };

    private JsonObject Responses()
    {
        var responses = new JsonObject();
        foreach (var answers in _description.Answers.GroupBy(answer => answer.Status))
            responses[Key(answers.Key)] = Response([.. answers]);
        if (_description.IsTagged)
            responses[Key(StatusCodes.Status304NotModified)] = new JsonObject { ["description"] = "The answer that the client has still holds." };
        foreach (var codes in Codes().GroupBy(Status).OrderBy(group => group.Key))
            responses[Key(codes.Key)] = Problem([.. codes]);
        return responses;
    }

    /// <param name="answers">With one status; more than one where the query decides what the answer is.</param>
    private JsonObject Response(Answered[] answers)
    {
        var answer = answers[0];
        var response = new JsonObject { ["description"] = string.Join(' ', answers.Select(a => a.When)) };
        var headers = new JsonObject();
        if (answer.HasLocation)
            headers["Location"] = Header("The address.");
        if (_description.IsTagged && answer.Status == StatusCodes.Status200OK)
            headers["ETag"] = Header("For If-None-Match.");
        if (headers.Count > 0)
            response["headers"] = headers;
        if (answer.IsFile)
            response["content"] = new JsonObject { ["image/*"] = new JsonObject { ["schema"] = Binary("image/*") } };
        else if (answer.IsText)
            response["content"] = new JsonObject { ["text/plain"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } };
        else if (answer.Body is not null)
            response["content"] = new JsonObject { [answer.IsEvents ? Events : answer.IsLines ? Lines : "application/json"] = new JsonObject { ["schema"] = OneOf([.. answers.Select(a => schemas.Reference(a.Body!))]) } };
        if (answer.IsTable)
            response["content"]!["text/csv"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } };
        return response;
    }

    private static JsonObject OneOf(JsonObject[] schemas) => schemas is [var only] ? only : new() { ["oneOf"] = new JsonArray([.. schemas]) };

    private static JsonObject Header(string meaning) =>
        new() { ["description"] = meaning, ["schema"] = new JsonObject { ["type"] = "string" } };

    private IEnumerable<string> Codes() => EveryOperation
        .Concat(_description.Accepts is { Type: not null } ? EveryBody : [])
        .Concat(IsPost ? EveryPost : [])
        .Concat(_description.Refuses)
        .Distinct();

    private JsonObject Problem(string[] codes) => new()
    {
        ["description"] = string.Join('\n', codes.Select(code => $"{code}: {All[code].Meaning}")),
        ["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject
            {
                ["schema"] = new JsonObject
                {
                    ["allOf"] = new JsonArray(
                        schemas.Reference(NativeJsonContext.Default.ProblemBody),
                        new JsonObject
                        {
                            ["properties"] = new JsonObject
                            {
                                ["code"] = new JsonObject { ["enum"] = new JsonArray([.. codes.Select(code => (JsonNode)code)]) },
                            },
                        }),
                },
            },
        },
    };

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathParameter();
}
