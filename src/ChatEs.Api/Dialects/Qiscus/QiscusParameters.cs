using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChatEs.Api.Hosting;
using ChatEs.Api.Http;

namespace ChatEs.Api.Dialects.Qiscus;

/// <param name="Text">As it came; of a JSON number or boolean its spelling, so that 16 and "16" mean the same room.</param>
/// <param name="IsDocument">It stood there as a JSON object or array, not as a text.</param>
internal sealed record QiscusValue(string Text, bool IsDocument);

/// <param name="IsList">It came with brackets or as a JSON array: a list of one value is no single value.</param>
internal sealed record QiscusParameter(bool IsList, IReadOnlyList<QiscusValue> Values)
{
    /// <summary>"" and null are how the vendor's clients spell what they do not give. A list is given also when it is empty.</summary>
    public bool IsGiven => IsList || Values.Any(value => value.Text.Length > 0);
}

/// <summary>
/// The parameters of a request, whatever carried them: query, form, multipart or JSON. Arrays may be spelled <c>x[]</c>,
/// <c>x</c> again and again, or <c>x[0]</c>. The same parameters mean the same in every spelling.
/// </summary>
internal sealed class QiscusParameters
{
    /// <summary>More values than any call can use; a body of a million empty ones would take a hundred times its size.</summary>
    public const int MostValues = 10_000;

    private readonly Dictionary<string, QiscusParameter> _byName;

    private QiscusParameters(Dictionary<string, QiscusParameter> byName) => _byName = byName;

    /// <summary>Null when there is no such parameter, or it is spelled as not given.</summary>
    public QiscusParameter? this[string name] => _byName.TryGetValue(name, out var parameter) && parameter.IsGiven ? parameter : null;

    /// <summary>A GET's body means nothing and is not read.</summary>
    public static async ValueTask<(QiscusParameters? Parameters, QiscusProblem? Problem)> Read(HttpRequest request)
    {
        var query = new Reading();
        if (request.QueryString is { HasValue: true, Value: { } text } && !query.AddForm(text.AsSpan(1)))
            return (null, QiscusErrors.Invalid(TooMany));
        var body = new Reading();
        if (!HttpMethods.IsGet(request.Method) && await ReadBody(request, body) is { } problem)
            return (null, problem);

        var parameters = query.Parameters();
        // What a client put into the body of its call it meant more than what stands in its URL.
        foreach (var (name, parameter) in body.Parameters())
        {
            if (parameter.IsGiven || !parameters.ContainsKey(name))
                parameters[name] = parameter;
        }
        return (new QiscusParameters(parameters), null);
    }

    /// <summary>
    /// Of what the request means and not of its bytes: a retry of a multipart body has another boundary. Lengths part the
    /// values, so that no two requests read the same.
    /// </summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, parameter) in _byName.Where(p => p.Value.IsGiven).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            Add(hash, name);
            hash.AppendData([parameter.IsList ? (byte)1 : (byte)0]);
            hash.AppendData(BitConverter.GetBytes(parameter.Values.Count));
            foreach (var value in parameter.Values)
                Add(hash, value.Text);
        }
        return hash.GetHashAndReset();
    }

    private static readonly string TooMany = $"A request may have at most {MostValues} values.";

    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }

    private static async ValueTask<QiscusProblem?> ReadBody(HttpRequest request, Reading into)
    {
        byte[] body = [];
        if (!await BodyReader.Read(request, ChatEsService.LargestBody, bytes => body = bytes.ToArray(), request.HttpContext.RequestAborted))
            return QiscusErrors.Of(Failure.BodyTooLarge);
        return await QiscusBodies.Read(request.ContentType, body, into, request.HttpContext.RequestAborted) switch
        {
            BodyFault.TooMany => QiscusErrors.Invalid(TooMany),
            BodyFault.UnknownType => QiscusErrors.UnknownBody(request.ContentType),
            BodyFault.NotJson => QiscusErrors.Invalid($"The body is not one JSON object of at most {Json.Deepest} levels, in Unicode."),
            BodyFault.NotText => QiscusErrors.Invalid("The body is not text in UTF-8."),
            BodyFault.NotMultipart => QiscusErrors.Invalid("The body is not multipart/form-data as its boundary says."),
            _ => null,
        };
    }

    /// <summary>Gathers values as they are met. Bounded: each way to add says whether there is still room.</summary>
    internal sealed class Reading
    {
        private readonly Dictionary<string, Gathered> _byName = new(StringComparer.Ordinal);
        private int _count;

        /// <summary>One <c>name=value</c> pair, whose name may say that it is one of a list.</summary>
        public bool Add(string name, string text, bool isDocument = false)
        {
            var (plain, isList, index) = Split(name);
            return Add(plain, isList, index, new QiscusValue(text, isDocument));
        }

        public bool Add(string name, bool isList, int index, QiscusValue value)
        {
            if (++_count > MostValues)
                return false;
            Of(name, isList).Values.Add((index, value));
            return true;
        }

        public void AddEmptyList(string name) => Of(Split(name).Name, isList: true);

        /// <summary>Pairs as a query and a form spell them.</summary>
        public bool AddForm(ReadOnlySpan<char> pairs)
        {
            foreach (var range in pairs.Split('&'))
            {
                var pair = pairs[range];
                if (pair.IsEmpty)
                    continue;
                var equals = pair.IndexOf('=');
                if (!Add(Decoded(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decoded(pair[(equals + 1)..])))
                    return false;
            }
            return true;
        }

        public Dictionary<string, QiscusParameter> Parameters() => _byName.ToDictionary(
            pair => pair.Key,
            // Stable: values without an index keep the order in which they came, behind those that have one.
            pair => new QiscusParameter(pair.Value.IsList, [.. pair.Value.Values.OrderBy(v => v.Index).Select(v => v.Value)]),
            StringComparer.Ordinal);

        /// <summary><c>x[]</c> and <c>x[7]</c> are values of the list x; any other bracket belongs to the name.</summary>
        public static (string Name, bool IsList, int Index) Split(string name)
        {
            const int none = int.MaxValue;
            var open = name.EndsWith(']') ? name.LastIndexOf('[') : -1;
            if (open <= 0)
                return (name, false, none);
            var index = name.AsSpan(open + 1, name.Length - open - 2);
            if (index.IsEmpty)
                return (name[..open], true, none);
            return int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? (name[..open], true, place) : (name, false, none);
        }

        private Gathered Of(string name, bool isList)
        {
            if (!_byName.TryGetValue(name, out var gathered))
                _byName[name] = gathered = new();
            gathered.IsList |= isList;
            return gathered;
        }

        private static string Decoded(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));

        private sealed class Gathered
        {
            public bool IsList { get; set; }

            public List<(int Index, QiscusValue Value)> Values { get; } = [];
        }
    }
}
