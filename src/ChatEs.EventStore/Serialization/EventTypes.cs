using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ChatEs.EventStore.Hashing;

namespace ChatEs.EventStore.Serialization;

/// <summary>
/// The table of stored event names: which record each stands for, how it is written and read, and which old shapes are
/// lifted to newer ones. Names are explicit and never a CLR name, so that renaming a class breaks no history.
/// </summary>
public sealed class EventTypes
{
    private readonly Dictionary<Type, Mapping> _byType = [];
    private readonly Dictionary<string, Type> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Upcaster> _upcasters = new(StringComparer.Ordinal);
    private readonly JsonSerializerOptions _structure;
    private readonly JsonSerializerOptions _whole;

    /// <param name="converters">For member types of the records that JSON does not know, such as typed ids.</param>
    public EventTypes(params IEnumerable<JsonConverter> converters)
    {
        var all = converters.ToList();
        _structure = Options(all, withPersonal: false);
        _whole = Options(all, withPersonal: true);
        Map<PersonalDataErased>(PersonalDataErased.StoredName);
    }

    /// <summary>The stored names, for tests and documentation.</summary>
    public IReadOnlyDictionary<string, Type> Names => _byName;

    /// <exception cref="NotSupportedException">The record has a member whose JSON could not be hashed the same when read back.</exception>
    public EventTypes Map<T>(string storedName) where T : class
    {
        StorableShape.Check(_whole.GetTypeInfo(typeof(T)));
        var personal = _whole.GetTypeInfo(typeof(T)).Properties.SingleOrDefault(p => p.Name == CanonicalJson.Personal);
        _byType.Add(typeof(T), new Mapping(storedName, _structure.GetTypeInfo(typeof(T)), personal));
        _byName.Add(storedName, typeof(T));
        return this;
    }

    /// <summary>Reads an old shape as a newer one. <paramref name="lift"/> is pure; what is stored, and its hash, stay as they are.</summary>
    public EventTypes Upcast(string oldName, string newName, Func<JsonObject, JsonObject> lift)
    {
        _upcasters.Add(oldName, new Upcaster(newName, lift));
        return this;
    }

    public string NameOf(object data) => MappingOf(data).Name;

    /// <summary>Whether an event of that name can be read: a newer version of the program may write others.</summary>
    public bool Knows(string storedName) => _byName.ContainsKey(storedName) || _upcasters.ContainsKey(storedName);

    /// <summary>Reads an event as its newest shape.</summary>
    /// <returns>The newest stored name and the record.</returns>
    /// <exception cref="UnknownEventTypeException">No record is mapped to the name.</exception>
    public (string Name, object Data) Read(string storedName, string json)
    {
        if (_upcasters.ContainsKey(storedName))
            (storedName, json) = Lift(storedName, json);
        if (!_byName.TryGetValue(storedName, out var type))
            throw new UnknownEventTypeException(storedName);
        return (storedName, JsonSerializer.Deserialize(json, type, _whole)
            ?? throw new JsonException($"An event of type {storedName} is stored as null."));
    }

    /// <summary>Writes the structural part, canonical.</summary>
    internal void WriteStructure(Utf8JsonWriter writer, object data) =>
        JsonSerializer.Serialize(writer, data, MappingOf(data).Structure);

    /// <summary>Writes the personal part, canonical.</summary>
    /// <returns>False when the event has none.</returns>
    internal bool WritePersonal(Utf8JsonWriter writer, object data)
    {
        var property = MappingOf(data).Personal;
        if (property?.Get!(data) is not { } personal)
            return false;
        JsonSerializer.Serialize(writer, personal, _whole.GetTypeInfo(property.PropertyType));
        return true;
    }

    private Mapping MappingOf(object data) =>
        _byType.TryGetValue(data.GetType(), out var mapping)
            ? mapping
            : throw new UnknownEventTypeException(data.GetType().Name);

    private (string Name, string Json) Lift(string name, string json)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        while (_upcasters.TryGetValue(name, out var upcaster))
            (name, body) = (upcaster.NewName, upcaster.Lift(body));
        return (name, body.ToJsonString());
    }

    [SuppressMessage("Performance", "CA1869", Justification = "Two instances for the life of the table.")]
    private static JsonSerializerOptions Options(IEnumerable<JsonConverter> converters, bool withPersonal)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            IgnoreReadOnlyProperties = true,
            Encoder = CanonicalEncoder.Instance,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { info => Arrange(info, withPersonal) } },
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new MicrosecondConverter());
        options.Converters.Add(new WholeNumberConverter());
        options.Converters.Add(new StorableText());
        foreach (var converter in converters)
            options.Converters.Add(converter);
        return options;
    }

    /// <summary>Members in the order of RFC 8785, so that what is written is canonical as it comes.</summary>
    private static void Arrange(JsonTypeInfo info, bool withPersonal)
    {
        if (info.Kind != JsonTypeInfoKind.Object)
            return;
        var members = info.Properties.Where(p => withPersonal || p.Name != CanonicalJson.Personal)
            .OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        info.Properties.Clear();
        foreach (var member in members)
            info.Properties.Add(member);
    }

    private sealed record Mapping(string Name, JsonTypeInfo Structure, JsonPropertyInfo? Personal);

    private sealed record Upcaster(string NewName, Func<JsonObject, JsonObject> Lift);
}

public sealed class UnknownEventTypeException(string name)
    : InvalidOperationException($"No event type is mapped to '{name}'.");
