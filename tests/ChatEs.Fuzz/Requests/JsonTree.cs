using System.Text;
using System.Text.Json;

namespace ChatEs.Fuzz.Requests;

/// <summary>A JSON value that need not be one: its parts are bytes, names may be there twice, a number may be no number.</summary>
internal abstract class JsonTree
{
    /// <param name="json">Valid.</param>
    public static JsonTree Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    public static JsonLeaf Text(string text) => new(Latin.Of(JsonSerializer.Serialize(text)));

    public string Render()
    {
        var into = new StringBuilder();
        Render(into);
        return into.ToString();
    }

    public abstract void Render(StringBuilder into);

    public abstract JsonTree Copy();

    /// <summary>Every place at which a value stands below this one.</summary>
    public abstract IEnumerable<JsonPlace> Places();

    private static JsonTree Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonMap([.. element.EnumerateObject().Select(member => (Latin.Of(JsonSerializer.Serialize(member.Name)), Of(member.Value)))]),
        JsonValueKind.Array => new JsonList([.. element.EnumerateArray().Select(Of)]),
        _ => new JsonLeaf(Latin.Of(element.GetRawText())),
    };
}

/// <param name="Replace">Puts another value there.</param>
internal sealed record JsonPlace(JsonTree Value, Action<JsonTree> Replace);

/// <summary>Anything that is written as it is.</summary>
internal sealed class JsonLeaf(string raw) : JsonTree
{
    public override void Render(StringBuilder into) => into.Append(raw);

    public override JsonTree Copy() => this;

    public override IEnumerable<JsonPlace> Places() => [];
}

internal sealed class JsonList(List<JsonTree> items) : JsonTree
{
    public List<JsonTree> Items => items;

    public override void Render(StringBuilder into)
    {
        into.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                into.Append(',');
            items[i].Render(into);
        }
        into.Append(']');
    }

    public override JsonTree Copy() => new JsonList([.. items.Select(item => item.Copy())]);

    public override IEnumerable<JsonPlace> Places()
    {
        for (var i = 0; i < items.Count; i++)
        {
            var at = i;
            yield return new(items[at], value => items[at] = value);
            foreach (var place in items[at].Places())
                yield return place;
        }
    }
}

internal sealed class JsonMap(List<(string Name, JsonTree Value)> members) : JsonTree
{
    /// <summary>Names with their quotes.</summary>
    public List<(string Name, JsonTree Value)> Members => members;

    public override void Render(StringBuilder into)
    {
        into.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                into.Append(',');
            into.Append(members[i].Name).Append(':');
            members[i].Value.Render(into);
        }
        into.Append('}');
    }

    public override JsonTree Copy() => new JsonMap([.. members.Select(member => (member.Name, member.Value.Copy()))]);

    public override IEnumerable<JsonPlace> Places()
    {
        for (var i = 0; i < members.Count; i++)
        {
            var at = i;
            yield return new(members[at].Value, value => members[at] = (members[at].Name, value));
            foreach (var place in members[at].Value.Places())
                yield return place;
        }
    }
}
