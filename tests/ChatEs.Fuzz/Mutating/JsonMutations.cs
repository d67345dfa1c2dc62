using System.Text;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Mutating;

/// <summary>What is done to a body that is JSON.</summary>
internal static class JsonMutations
{
    private static readonly string[] Names = ["\"\"", "\"x\"", "\"id\"", "\"text\"", "\"__proto__\"", "\"$type\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"" + "k" + "\xff" + "\"", "x", "1"];

    public static string Mutate(JsonBody body, Random random) => random.Next(100) switch
    {
        < 30 => Value(body, random),
        < 48 => Text(body, random),
        < 62 => Number(body, random),
        < 70 => Missing(body, random),
        < 76 => Extra(body, random),
        < 82 => Twice(body, random),
        < 88 => Deep(body, random),
        < 91 => Many(body, random),
        < 95 => Name(body, random),
        _ => Huge(body, random),
    };

    /// <summary>Of the text as a whole; the draft has another kind of body then.</summary>
    public static (string Done, string Text) Spoil(string json, Random random) => random.Next(14) switch
    {
        0 => ("body cut off", json[..random.Next(json.Length + 1)]),
        1 => ("body with a tail", json + random.Pick(["x", "{}", ",", "]", "}", "\0", "\xef\xbb\xbf", "/*", "\xff"])),
        2 => ("body with a BOM", "\xef\xbb\xbf" + json),
        3 => ("body in UTF-16", Latin.Of(Encoding.Unicode.GetPreamble()) + Latin.Of(Encoding.Unicode.GetBytes(json))),
        4 => ("no body", ""),
        5 => ("blank body", random.Pick([" ", "\r\n\r\n", "\0", "\t"])),
        6 => ("body of another kind", random.Pick(Hostile.Values)),
        7 => ("body of a number", random.Pick(Hostile.Numbers)),
        8 => ("body in a list", $"[{json}]"),
        9 => ("body in quotes", Latin.Of(System.Text.Json.JsonSerializer.Serialize(json))),
        10 => ("body of random bytes", Noise(random, random.Next(1, 400))),
        11 => ("body as a form", $"a={Latin.Escape(json)}"),
        12 => ("bytes of the body changed", Flip(json, random)),
        _ => ("body in single quotes", json.Replace('"', '\'')),
    };

    public static string Noise(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return Latin.Of(bytes);
    }

    public static string Flip(string text, Random random)
    {
        if (text.Length == 0)
            return Noise(random, 1);
        var bytes = Latin.Bytes(text);
        for (var i = random.Next(1, 4); i > 0; i--)
            bytes[random.Next(bytes.Length)] = random.Hits(50) ? (byte)random.Next(256) : (byte)(bytes[random.Next(bytes.Length)] ^ (1 << random.Next(8)));
        return Latin.Of(bytes);
    }

    private static void At(JsonBody body, Random random, JsonTree value)
    {
        var places = body.Root.Places().Take(2_000).ToList();
        if (places.Count == 0)
            body.Root = value;
        else
            random.Pick(places).Replace(value);
    }

    private static string Value(JsonBody body, Random random)
    {
        var value = random.Pick(Hostile.Values);
        At(body, random, new JsonLeaf(value));
        return $"value {value}";
    }

    private static string Text(JsonBody body, Random random)
    {
        var raw = random.Next(4) switch
        {
            0 => random.Pick(Hostile.JsonEscapes),
            1 => random.Pick(Hostile.NotUnicode),
            _ => Quoted(Hostile.Text(random)),
        };
        At(body, random, new JsonLeaf($"\"{raw}\""));
        return "text";
    }

    /// <summary>Valid again, so that it gets past the reader and to the rules.</summary>
    private static string Quoted(string latin)
    {
        var quoted = new StringBuilder(latin.Length);
        foreach (var c in latin)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c < ' ')
                quoted.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else
                quoted.Append(c);
        }
        return quoted.ToString();
    }

    private static string Number(JsonBody body, Random random)
    {
        var number = random.Pick(Hostile.Numbers);
        At(body, random, new JsonLeaf(number));
        return $"number {(number.Length > 30 ? "of many digits" : number)}";
    }

    private static List<JsonMap> Maps(JsonBody body) =>
        [.. body.Root.Places().Take(2_000).Select(place => place.Value).Prepend(body.Root).OfType<JsonMap>().Where(map => map.Members.Count > 0)];

    private static string Missing(JsonBody body, Random random)
    {
        if (Maps(body) is not { Count: > 0 } maps)
            return Value(body, random);
        var map = random.Pick(maps);
        map.Members.RemoveAt(random.Next(map.Members.Count));
        return "member missing";
    }

    private static string Extra(JsonBody body, Random random)
    {
        if (Maps(body) is not { Count: > 0 } maps)
            return Value(body, random);
        random.Pick(maps).Members.Add((random.Pick(Names), new JsonLeaf(random.Pick(Hostile.Values))));
        return "member more";
    }

    private static string Twice(JsonBody body, Random random)
    {
        if (Maps(body) is not { Count: > 0 } maps)
            return Value(body, random);
        var map = random.Pick(maps);
        var (name, value) = random.Pick(map.Members);
        map.Members.Insert(random.Next(map.Members.Count + 1), (name, random.Hits(50) ? value : new JsonLeaf(random.Pick(Hostile.Values))));
        return "member twice";
    }

    private static string Name(JsonBody body, Random random)
    {
        if (Maps(body) is not { Count: > 0 } maps)
            return Value(body, random);
        var map = random.Pick(maps);
        var at = random.Next(map.Members.Count);
        var name = random.Hits(50) ? random.Pick(Names) : map.Members[at].Name.ToUpperInvariant();
        map.Members[at] = (name, map.Members[at].Value);
        return "member's name";
    }

    private static string Deep(JsonBody body, Random random)
    {
        // The deepest are a hundred kilobytes and refused at the seventeenth: some are enough.
        var depth = random.Hits(85) ? random.Pick(Hostile.Depths.Take(8).ToArray()) : random.Pick(Hostile.Depths);
        var (open, close) = random.Hits(50) ? ("[", "]") : ("{\"a\":", "}");
        var closed = random.Hits(80) ? string.Concat(Enumerable.Repeat(close, depth)) : "";
        At(body, random, new JsonLeaf(string.Concat(Enumerable.Repeat(open, depth)) + "1" + closed));
        return $"depth {depth}";
    }

    private static string Many(JsonBody body, Random random)
    {
        var count = random.Pick([10, 101, 1_000, 1_001, 10_001, random.Hits(20) ? 200_000 : 100]);
        var item = random.Pick(["1", "\"bob\"", "null", "{}", "[]", "\"\""]);
        At(body, random, new JsonLeaf($"[{string.Join(',', Enumerable.Repeat(item, count))}]"));
        return $"list of {count}";
    }

    private static string Huge(JsonBody body, Random random)
    {
        var size = random.Hits(25) ? random.Pick(Hostile.HugeSizes) : random.Pick(Hostile.Sizes);
        At(body, random, new JsonLeaf($"\"{new string('x', size)}\""));
        return $"text of {size}";
    }
}
