using System.Globalization;
using System.Text;

namespace ChatEs.Fuzz.Requests;

/// <summary>A request in its parts, while something is done to it. All texts are <see cref="Latin"/>, and are sent as they are.</summary>
internal sealed class Draft
{
    public required string Method { get; set; }

    /// <summary>Escaped already.</summary>
    public required List<string> Segments { get; init; }

    /// <summary>Escaped already; a null value is a name without an equals sign.</summary>
    public List<(string Name, string? Value)> Query { get; init; } = [];

    public List<(string Name, string Value)> Headers { get; init; } = [];

    public Content? Body { get; set; }

    /// <summary>Put in the place of path and query.</summary>
    public string? Target { get; set; }

    /// <summary>What was done to it.</summary>
    public List<string> Done { get; } = [];

    public string Path => "/" + string.Join('/', Segments);

    public Draft Copy() => new()
    {
        Method = Method,
        Segments = [.. Segments],
        Query = [.. Query],
        Headers = [.. Headers],
        Body = Body?.Copy(),
    };

    public void Set(string header, string value)
    {
        Headers.RemoveAll(h => h.Name.Equals(header, StringComparison.OrdinalIgnoreCase));
        Headers.Add((header, value));
    }

    /// <summary>Line by line as HTTP wants it, whatever the lines say.</summary>
    /// <param name="framing">The header that says where the body ends; null for what its length is.</param>
    public string Head(int length, string? framing = null)
    {
        var head = new StringBuilder();
        head.Append(Method).Append(' ').Append(Target ?? Path);
        if (Target is null && Query.Count > 0)
            head.Append('?').AppendJoin('&', Query.Select(q => q.Value is null ? q.Name : $"{q.Name}={q.Value}"));
        head.Append(" HTTP/1.1\r\n");
        foreach (var (name, value) in Headers)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (framing is not null)
            head.Append(framing);
        else if (Body is not null || Method is "POST" or "PUT" or "PATCH")
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        return head.Append("\r\n").ToString();
    }

    public string Render()
    {
        var body = Body?.Render() ?? "";
        return Head(body.Length) + body;
    }
}

internal abstract class Content
{
    public abstract string Render();

    public abstract Content Copy();
}

internal sealed class JsonBody(JsonTree root) : Content
{
    public JsonTree Root { get; set; } = root;

    public override string Render() => Root.Render();

    public override Content Copy() => new JsonBody(Root.Copy());
}

internal sealed class RawBody(string bytes) : Content
{
    public override string Render() => bytes;

    public override Content Copy() => this;
}

internal sealed class FormBody(List<(string Name, string? Value)> fields) : Content
{
    public List<(string Name, string? Value)> Fields => fields;

    public override string Render() => string.Join('&', fields.Select(f => f.Value is null ? f.Name : $"{f.Name}={f.Value}"));

    public override Content Copy() => new FormBody([.. fields]);
}

internal sealed class MultipartBody(string boundary, List<(string Head, string Bytes)> parts) : Content
{
    public List<(string Head, string Bytes)> Parts => parts;

    public string Boundary { get; set; } = boundary;

    public string End { get; set; } = "--\r\n";

    public override string Render()
    {
        var body = new StringBuilder();
        foreach (var (head, bytes) in parts)
            body.Append("--").Append(Boundary).Append("\r\n").Append(head).Append("\r\n\r\n").Append(bytes).Append("\r\n");
        return body.Append("--").Append(Boundary).Append(End).ToString();
    }

    public override Content Copy() => new MultipartBody(Boundary, [.. parts]) { End = End };
}
