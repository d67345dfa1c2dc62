using System.Text.Json;
using ChatEs.Fuzz.Seeds;
using ChatEs.Fuzz.Wire;

namespace ChatEs.Fuzz.Oracles;

/// <summary>How each dialect says no, as its document or, where that is silent, our documentation has it.</summary>
internal static class ErrorShapes
{
    /// <returns>What is not as it should be; null when all is.</returns>
    public static string? Fault(Dialect dialect, Answer answer)
    {
        if (dialect is Dialect.Service or Dialect.Files && answer.Body.Length == 0)
            return null;
        var type = dialect == Dialect.Native ? "application/problem+json" : "application/json";
        if (answer.Type != type)
            return $"Content-Type is '{answer["Content-Type"]}', not {type}";
        try
        {
            using var body = JsonDocument.Parse(answer.Body);
            return body.RootElement.ValueKind == JsonValueKind.Object ? Fault(dialect, body.RootElement, answer) : "the body is no object";
        }
        catch (JsonException e)
        {
            return $"the body is no JSON: {e.Message}";
        }
    }

    private static string? Fault(Dialect dialect, JsonElement body, Answer answer) => dialect switch
    {
        Dialect.Native => Native(body, answer.Status),
        Dialect.Roomlio => Members(body, "code", "message") ?? Texts(body, "code", "message"),
        Dialect.Qiscus => Qiscus(body, answer.Status),
        Dialect.ChatMessages => Members(body, "name", "message", "code", "className", "errors") ?? Texts(body, "name", "message", "className") ?? Status(body, "code", answer.Status)
            ?? (body.GetProperty("errors").ValueKind == JsonValueKind.Object ? null : "errors is no object"),
        Dialect.Virola => Members(body, "errorText", "httpStatusCode") ?? Texts(body, "errorText") ?? Status(body, "httpStatusCode", answer.Status),
        Dialect.MeetingLawyers => Members(body, "error") ?? Members(body.GetProperty("error"), "code", "message") ?? Texts(body.GetProperty("error"), "code", "message"),
        Dialect.Files => Members(body, "error") ?? Texts(body, "error"),
        _ => null,
    };

    private static string? Native(JsonElement body, int status)
    {
        string[] known = ["title", "status", "code", "detail", "errors", "requestId"];
        if (body.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name)) is { } other)
            return $"there is a member {other}";
        if (Texts(body, "title", "code", "detail") is { } fault)
            return fault;
        if (body.TryGetProperty("errors", out var errors) && (errors.ValueKind != JsonValueKind.Array || errors.EnumerateArray().Any(error => Members(error, "member", "message") is not null || Texts(error, "message") is not null)))
            return "errors is no list of members and messages";
        return Status(body, "status", status);
    }

    private static string? Qiscus(JsonElement body, int status)
    {
        if (Members(body, "error", "status") is { } fault)
            return fault;
        var error = body.GetProperty("error");
        if (Texts(error, "message") is { } no)
            return no;
        if (!error.TryGetProperty("detailed_messages", out var details) || details.ValueKind != JsonValueKind.Array || details.EnumerateArray().Any(d => d.ValueKind != JsonValueKind.String))
            return "detailed_messages is no list of texts";
        if (status == 401 && (!error.TryGetProperty("code", out var code) || code.ValueKind != JsonValueKind.Number))
            return "a 401 has no code";
        return Status(body, "status", status);
    }

    private static string? Members(JsonElement body, params string[] names) =>
        body.ValueKind == JsonValueKind.Object && body.EnumerateObject().Select(member => member.Name).SequenceEqual(names, StringComparer.Ordinal) ? null : $"the members are not {string.Join(", ", names)}";

    private static string? Texts(JsonElement body, params string[] names) =>
        names.FirstOrDefault(name => !body.TryGetProperty(name, out var text) || text.ValueKind != JsonValueKind.String || text.GetString()!.Length == 0) is { } missing ? $"{missing} is no text" : null;

    private static string? Status(JsonElement body, string name, int status) =>
        body.TryGetProperty(name, out var told) && told.ValueKind == JsonValueKind.Number && told.GetInt32() == status ? null : $"{name} is not the status";
}
