using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace ChatEs.Api.Dialects.Native;

/// <summary>
/// JSON Schemas of the wire records, by their own names. A member that may be null is left out of an answer where it is, and
/// null in a request is as good as left out: so no schema speaks of null.
/// </summary>
internal sealed class WireSchemas
{
    /// <summary>As they stand in the document.</summary>
    public JsonObject All { get; } = [];

    public JsonObject Reference(JsonTypeInfo type)
    {
        var name = NameOf(type.Type);
        if (!All.ContainsKey(name))
        {
            // Before its members: one of them may be of the same type.
            All[name] = new JsonObject();
            All[name] = Schema(type);
        }
        return Reference(name);
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private JsonObject Schema(JsonTypeInfo type)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => context.Path.IsEmpty ? node : Member(context, node),
        };
        var schema = type.GetJsonSchemaAsNode(options).AsObject();
        schema["type"] = "object";
        var required = type.Properties.Where(IsRequired).Select(property => (JsonNode)property.Name).ToArray();
        // The exporter means the parameters of the constructor.
        schema.Remove("required");
        if (required.Length > 0)
            schema["required"] = new JsonArray(required);
        return schema;
    }

    private JsonObject Member(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = IsWire(context.TypeInfo.Type) ? Reference(context.TypeInfo) : node as JsonObject ?? [];
        WithoutNull(schema);
        if (context.PropertyInfo is { } property && MeaningOf(property) is { } means)
            Describe(schema, means);
        return schema;
    }

    private static void Describe(JsonObject schema, MeansAttribute means)
    {
        schema["description"] = means.Meaning;
        var (fewest, most) = (string?)schema["type"] == "array" ? ("minItems", "maxItems") : ("minLength", "maxLength");
        if (means.Fewest >= 0)
            schema[fewest] = means.Fewest;
        if (means.Most >= 0)
            schema[most] = means.Most;
        if (means.Least >= 0)
            schema["minimum"] = means.Least;
        if (means.Greatest >= 0)
            schema["maximum"] = means.Greatest;
        if (means.Format is not null)
            schema["format"] = means.Format;
        if (means.Words is { } words)
            schema["enum"] = new JsonArray([.. words.Split(' ').Select(word => (JsonNode)word)]);
    }

    private static void WithoutNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types && types.Select(type => (string)type!).Where(type => type != "null").ToList() is [var only])
            schema["type"] = only;
    }

    /// <summary>Every member of a request can be null, and says by itself whether it may be missing; of an answer only what can be null may be.</summary>
    private static bool IsRequired(JsonPropertyInfo property) => MeaningOf(property) is { Required: true }
        || (!property.IsGetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null);

    private static bool IsWire(Type type) => type.Namespace == typeof(WireSchemas).Namespace && type != typeof(RawJson);

    private static MeansAttribute? MeaningOf(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(MeansAttribute), inherit: false) is [MeansAttribute means] ? means : null;

    private static string NameOf(Type type) => type.Name[..^"Body".Length];
}
