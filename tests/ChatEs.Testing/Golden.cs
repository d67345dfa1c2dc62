using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;

namespace ChatEs.Testing;

/// <summary>
/// Compares an answer with the one that a document shows: the names of every object in their order, the JSON type of every
/// value, what is there and what is not, and the values.
/// </summary>
public static class Golden
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["string"] = "(?s).*",
        ["text"] = "(?s).+",
        ["uuid"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["url"] = "https?://.+",
        ["digits"] = "[0-9]+",
    };

    /// <param name="expected">
    /// JSON. A string <c>"&lt;name&gt;"</c> in it stands for any string of a kind: <c>string text uuid url digits</c>, or what
    /// <paramref name="placeholders"/> say; <c>"&lt;number&gt;"</c> and <c>"&lt;boolean&gt;"</c> for any of those.
    /// </param>
    /// <param name="placeholders">A name, and the regular expression that a string has to match whole.</param>
    public static void ShouldMatch(string expected, ReadOnlySpan<byte> actual, params (string Name, string Pattern)[] placeholders)
    {
        var patterns = placeholders.ToDictionary(p => p.Name, p => p.Pattern, StringComparer.Ordinal);
        Compare("$", Parse(Encoding.UTF8.GetBytes(expected)), Parse(actual), Value);

        void Value(string path, JsonElement wanted, JsonElement given)
        {
            if (wanted.ValueKind != JsonValueKind.String)
                given.GetRawText().ShouldBe(wanted.GetRawText(), path);
            else if (Placeholder(wanted) is { } name)
                given.GetString()!.ShouldMatch($@"\A(?:{patterns.GetValueOrDefault(name) ?? Known[name]})\z", path);
            else
                given.GetString().ShouldBe(wanted.GetString(), path);
        }
    }

    /// <summary>As <see cref="ShouldMatch"/> without the values: an example of a document's, whose values are its own.</summary>
    public static void ShouldHaveTheShapeOf(string expected, ReadOnlySpan<byte> actual) =>
        Compare("$", Parse(Encoding.UTF8.GetBytes(expected)), Parse(actual), static (_, _, _) => { });

    private static void Compare(string path, JsonElement wanted, JsonElement given, Action<string, JsonElement, JsonElement> value)
    {
        Kind(given.ValueKind).ShouldBe(KindOf(wanted), $"{path} is {given.GetRawText()}");
        if (wanted.ValueKind == JsonValueKind.Object)
        {
            given.EnumerateObject().Select(member => member.Name).ShouldBe(wanted.EnumerateObject().Select(member => member.Name), path);
            foreach (var (w, g) in wanted.EnumerateObject().Zip(given.EnumerateObject()))
                Compare($"{path}.{w.Name}", w.Value, g.Value, value);
        }
        else if (wanted.ValueKind == JsonValueKind.Array)
        {
            given.GetArrayLength().ShouldBe(wanted.GetArrayLength(), $"{path} is {given.GetRawText()}");
            foreach (var (i, (w, g)) in wanted.EnumerateArray().Zip(given.EnumerateArray()).Index())
                Compare($"{path}[{i}]", w, g, value);
        }
        else if (Placeholder(wanted) is not ("number" or "boolean"))
        {
            value(path, wanted, given);
        }
    }

    private static JsonElement Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static string? Placeholder(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is ['<', .. var name, '>'] && Regex.IsMatch(name, "^[a-z]+$", RegexOptions.None, TimeSpan.FromSeconds(1))
            ? name
            : null;

    private static string KindOf(JsonElement wanted) => Placeholder(wanted) switch
    {
        "number" => Kind(JsonValueKind.Number),
        "boolean" => Kind(JsonValueKind.True),
        _ => Kind(wanted.ValueKind),
    };

    private static string Kind(JsonValueKind kind) => kind is JsonValueKind.True or JsonValueKind.False ? "Boolean" : kind.ToString();
}
