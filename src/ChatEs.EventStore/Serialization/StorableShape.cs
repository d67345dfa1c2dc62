using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ChatEs.EventStore.Hashing;

namespace ChatEs.EventStore.Serialization;

/// <summary>
/// Refuses, when the program starts, a record whose events would get a hash that cannot be recomputed from jsonb:
/// numbers that are not whole, and members whose order only the data decides.
/// </summary>
internal static class StorableShape
{
    private static readonly HashSet<Type> Refused =
    [
        typeof(float), typeof(double), typeof(decimal), typeof(Half), typeof(ulong), typeof(Int128), typeof(UInt128),
        typeof(object), typeof(JsonElement), typeof(JsonDocument),
    ];

    public static void Check(JsonTypeInfo record) => Check(record, record.Type.Name, []);

    private static void Check(JsonTypeInfo info, string path, HashSet<Type> seen)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (Refused.Contains(type) || typeof(JsonNode).IsAssignableFrom(type) || info.Kind == JsonTypeInfoKind.Dictionary)
            throw new NotSupportedException($"{path} is of type {type.Name}, which an event cannot hold.");
        if (!seen.Add(type))
            return;
        if (info.Kind == JsonTypeInfoKind.Enumerable)
            Check(info.Options.GetTypeInfo(info.ElementType!), path + "[]", seen);
        foreach (var member in info.Properties)
        {
            if (member.Name == CanonicalJson.Personal && path.Contains('.', StringComparison.Ordinal))
                throw new NotSupportedException($"{path}.{member.Name}: the personal part stands at the top of an event, where it can be erased.");
            Check(info.Options.GetTypeInfo(member.PropertyType), $"{path}.{member.Name}", seen);
        }
    }
}
