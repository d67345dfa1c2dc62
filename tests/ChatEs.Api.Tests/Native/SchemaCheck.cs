using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatEs.Api.Tests.Native;

/// <summary>
/// What is wrong with a value by a JSON Schema, as far as the document uses it. It is stricter than the standard: a member
/// that the schema does not name is wrong too.
/// </summary>
internal sealed class SchemaCheck(JsonObject root)
{
    private static readonly string[] Understood =
    [
        "$ref", "allOf", "oneOf", "type", "properties", "required", "items", "enum", "format", "description", "minimum", "maximum", "minLength",
        "maxLength", "minItems", "maxItems", "pattern", "default", "contentMediaType",
    ];

    public List<string> Faults(JsonNode? value, JsonNode schema)
    {
        List<string> faults = [];
        Check(value, schema.AsObject(), "$", faults, closed: true);
        return faults;
    }

    private void Check(JsonNode? value, JsonObject schema, string at, List<string> faults, bool closed)
    {
        faults.AddRange(schema.Select(word => word.Key).Except(Understood).Select(word => $"{at}: this check does not know {word}"));
        if (schema["$ref"] is { } reference)
            Check(value, Resolve((string)reference!), at, faults, closed);
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
            Check(value, part!.AsObject(), at, faults, closed: closed && part["$ref"] is not null);
        if (schema["oneOf"] is JsonArray choices && choices.Count(choice => Faults(value, choice!).Count == 0) != 1)
            faults.Add($"{at}: fits not exactly one of {choices.ToJsonString()}");
        if (schema["type"] is { } type && !IsOf((string)type!, value))
            faults.Add($"{at}: is no {type}");
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)))
            faults.Add($"{at}: {value} is none of {words.ToJsonString()}");
        if (schema["format"] is { } format && !HasFormat((string)format!, (string)value!))
            faults.Add($"{at}: {value} is no {format}");
        if (value is JsonObject members)
            CheckMembers(members, schema, at, faults, closed);
        if (value is JsonArray items && schema["items"] is JsonObject item)
        {
            for (var i = 0; i < items.Count; i++)
                Check(items[i], item, $"{at}[{i}]", faults, closed: true);
        }
        CheckSize(value, schema, at, faults);
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string at, List<string> faults, bool closed)
    {
        var known = schema["properties"] as JsonObject;
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)name!))
                faults.Add($"{at}: {name} is missing");
        }
        foreach (var (name, value) in members)
        {
            if (known?[name] is JsonObject member)
                Check(value, member, $"{at}.{name}", faults, closed: true);
            else if (closed && known is not null)
                faults.Add($"{at}: {name} is not in the schema");
        }
    }

    private static void CheckSize(JsonNode? value, JsonObject schema, string at, List<string> faults)
    {
        long? size = value switch
        {
            JsonArray array => array.Count,
            JsonValue text when text.GetValueKind() == JsonValueKind.String => ((string)text!).Length,
            JsonValue number when schema["type"]?.ToString() == "integer" && number.TryGetValue<long>(out var whole) => whole,
            _ => null,
        };
        foreach (var (word, sign) in new[] { ("minimum", 1), ("minLength", 1), ("minItems", 1), ("maximum", -1), ("maxLength", -1), ("maxItems", -1) })
        {
            if (size is { } known && schema[word] is { } bound && sign * known.CompareTo((long)bound) < 0)
                faults.Add($"{at}: is beyond {word} {bound}");
        }
    }

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<long>(out _),
        _ => false,
    };

    private static bool HasFormat(string format, string text) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => false,
    };

    private JsonObject Resolve(string reference) => reference.Split('/').Skip(1).Aggregate((JsonNode)root, (node, name) => node[name]!).AsObject();
}
