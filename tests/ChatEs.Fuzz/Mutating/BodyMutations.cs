using System.Globalization;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Mutating;

/// <summary>What is done to a body, whatever its kind.</summary>
internal static class BodyMutations
{
    private static readonly string[] Dispositions =
    [
        "form-data", "form-data; name=", "form-data; name=\"\"", "form-data; name=files", "form-data; name=\"files\"; filename=\"\"", "form-data; name=\"files\"; filename=\"../../x\"", "form-data; name=\"files\"; filename=\"a\0b\"",
        "form-data; name=\"files\"; filename=\"C:\\\\x\\\\y.png\"", "form-data; name=\"files\"; filename*=UTF-8''%ff%fe", "form-data; name=\"files\"; filename*=UTF-8''..%2f..%2fx", "form-data; name=\"files\"; filename*=x", "attachment; filename=x", "x", "", "\xff",
        "form-data; name=\"files\"; filename=\"\xff\xfe\"", "form-data; name=\"files\"; filename=\"a\r\nX-Injected: yes\"", "form-data; name=\"files\"; filename=\"\xe2\x80\xae" + "gpj.exe\"", "form-data; name=\"files\"; filename=\"CON\"", "form-data; name=\"files\"; filename=\".\"",
    ];

    private static readonly string[] Signatures =
        ["\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0", "GIF89a", "RIFF\0\0\0\0WEBP", "%PDF-1.7", "<svg xmlns='http://www.w3.org/2000/svg'/>", "BM", "\0\0\0\x18" + "ftypavif", "PK\x03\x04"];

    public static string Mutate(Draft draft, Random random)
    {
        switch (draft.Body)
        {
            case JsonBody json when random.Hits(82):
                return JsonMutations.Mutate(json, random);
            case MultipartBody { Parts.Count: > 0 } multipart when random.Hits(85):
                return Multipart(draft, multipart, random);
            case FormBody form when random.Hits(75):
                return Form(form, random);
            case RawBody when random.Hits(60):
                draft.Body = new RawBody(File(random));
                return "bytes of a file";
            default:
                var (done, text) = JsonMutations.Spoil(draft.Body?.Render() ?? "{}", random);
                draft.Body = new RawBody(text);
                return done;
        }
    }

    private static string Form(FormBody form, Random random)
    {
        var fields = form.Fields;
        if (fields.Count == 0 || random.Hits(20))
        {
            fields.Add((random.Pick(["x", "", "[]", "room_ids[]", "room_id", "%00", "a%ff"]), Latin.Escape(Hostile.Text(random))));
            return "field more";
        }
        var at = random.Next(fields.Count);
        switch (random.Next(6))
        {
            case 0:
                fields.RemoveAt(at);
                return "field missing";
            case 1:
                fields.Add(fields[at]);
                return "field twice";
            case 2:
                fields[at] = (fields[at].Name + random.Pick(["[]", "[0]", "[99999999999]", "%", ""]), fields[at].Value);
                return "field's name";
            case 3:
                fields.AddRange(Enumerable.Repeat(fields[at], random.Pick([10, 1_000, 10_001])));
                return "field many times";
            default:
                fields[at] = (fields[at].Name, random.Hits(70) ? Latin.Escape(Hostile.Text(random)) : random.Pick(Hostile.PathBreakers) + random.Pick(Hostile.NotUnicode));
                return "field";
        }
    }

    private static string Multipart(Draft draft, MultipartBody body, Random random)
    {
        var at = random.Next(body.Parts.Count);
        var (head, bytes) = body.Parts[at];
        switch (random.Next(12))
        {
            case 0:
                body.Boundary = random.Pick(["", "x", new string('b', 71), new string('b', 200), "--", "\xff"]);
                return "another boundary";
            case 1:
                draft.Set("Content-Type", "multipart/form-data" + random.Pick(["", "; boundary=", "; boundary=\"", "; boundary=" + new string('b', 129), "; boundary=\xff", "; boundary=a b"]));
                return "no boundary";
            case 2:
                body.End = random.Pick(["", "-", "\r\n", "--", "--garbage"]);
                return "no end of parts";
            case 3:
                body.Parts[at] = (random.Pick(["", "X", "Content-Type: text/plain", ": ", "Content-Disposition", "X: " + new string('x', 20_000), string.Concat(Enumerable.Repeat("X: y\r\n", 50)) + "X: y"]), bytes);
                return "head of a part";
            case 4:
                body.Parts.AddRange(Enumerable.Repeat(body.Parts[at], random.Pick([1, 9, 20, 21, 200])));
                return "many parts";
            case 5:
                body.Parts.Clear();
                return "no parts";
            case 6:
                body.Parts[at] = (head, File(random));
                return "bytes of a part";
            case 7:
                body.Parts[at] = (head.Replace("\r\n", "\n", StringComparison.Ordinal), bytes);
                return "lines ended by LF";
            case 8:
                body.Parts[at] = (head + "\r\nContent-Transfer-Encoding: base64\r\nContent-Type: " + random.Pick(["x", "", "image/png; charset=\xff", "text/html"]), bytes);
                return "type of a part";
            case 9:
                var (done, text) = JsonMutations.Spoil(body.Render(), random);
                draft.Body = new RawBody(text);
                return done;
            default:
                body.Parts[at] = ("Content-Disposition: " + random.Pick(Dispositions), bytes);
                return "disposition";
        }
    }

    private static string File(Random random) => random.Next(5) switch
    {
        0 => "",
        1 => JsonMutations.Noise(random, random.Pick([1, 100, 5_000])),
        2 => random.Pick(Signatures),
        3 => random.Pick(Signatures) + JsonMutations.Noise(random, random.Next(1, 300)),
        _ => random.Hits(10) ? new string('f', random.Pick(Hostile.HugeSizes)) : new string('f', random.Next(2_000)),
    };

    /// <summary>The same fields, carried otherwise: as a form, or in parts.</summary>
    public static void Carry(Draft draft, Random random)
    {
        if (draft.Body is not JsonBody { Root: JsonMap map })
            return;
        var fields = map.Members.SelectMany(member => member.Value is JsonList list
            ? list.Items.Select(item => (Name: Bare(member.Name) + "[]", Value: Bare(item.Render())))
            : [(Name: Bare(member.Name), Value: Bare(member.Value.Render()))]).ToList();
        if (random.Hits(50))
        {
            draft.Body = new FormBody([.. fields.Select(f => (Latin.Escape(f.Name), (string?)Latin.Escape(f.Value)))]);
            draft.Set("Content-Type", "application/x-www-form-urlencoded");
            return;
        }
        var boundary = random.Next().ToString(CultureInfo.InvariantCulture);
        draft.Body = new MultipartBody(boundary, [.. fields.Select(f => ($"Content-Disposition: form-data; name=\"{f.Name}\"", f.Value))]);
        draft.Set("Content-Type", $"multipart/form-data; boundary={boundary}");
    }

    private static string Bare(string json) => json.StartsWith('"') ? json[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal) : json;
}
