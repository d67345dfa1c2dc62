using System.Text;
using System.Text.Json;
using ChatEs.Api.Dialects.Qiscus;
using ChatEs.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

/// <summary>Whatever carries them, the same parameters mean the same.</summary>
public sealed class parameters_in_every_encoding(QiscusHost<parameters_in_every_encoding> host)
    : IClassFixture<QiscusHost<parameters_in_every_encoding>>
{
    private static readonly string[] Names = ["user_id", "room_ids", "participants", "x", "naïve name", "a=b&c", "[odd", "100%"];

    /// <summary>Texts without what cannot be stored, nor the "" that means not given; with all that an encoding escapes.</summary>
    private static readonly Gen<string> Texts = Gen.Elements(
        "a", "16", "0", "true", " ", "a b", "a+b", "a%20b", "%", "&x=1", "=", "user@email.com", "ñ🦊", "{\"a\":1}", "[]", "x,y", "\r\n--b", "\"q\"\\", "e\u0301\u2028");

    private static readonly Gen<Given> Parameters =
        from isList in Gen.Elements(true, false)
        from values in Gen.ListOf(Texts)
        from one in Texts
        select new Given(isList, isList ? [.. values] : [one]);

    [Fact]
    public void any_parameters_mean_the_same() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Arb.From(Gen.ListOf(Gen.Elements(Names).SelectMany(name => Parameters.Select(given => (name, given))))), pairs =>
        {
            var wanted = pairs.DistinctBy(pair => pair.name).ToDictionary(pair => pair.name, pair => pair.given);
            byte[]? digest = null;
            foreach (var (encoding, request) in Encodings(wanted))
            {
                var (parameters, problem) = QiscusParameters.Read(request).AsTask().GetAwaiter().GetResult();
                problem.ShouldBeNull(encoding);
                foreach (var (name, given) in wanted)
                {
                    var found = parameters![name].ShouldNotBeNull($"{encoding}: {name}");
                    found.IsList.ShouldBe(given.IsList, $"{encoding}: {name}");
                    found.Values.Select(value => value.Text).Where(text => text.Length > 0).ShouldBe(given.Values, $"{encoding}: {name}");
                }
                foreach (var name in Names.Except(wanted.Keys))
                    parameters![name].ShouldBeNull($"{encoding}: {name}");
                // Empty lists are spelled by an empty value where there is no other way, and are another request then.
                if (wanted.Values.Any(given => given.Values.Count == 0))
                    continue;
                digest ??= parameters!.Digest();
                parameters!.Digest().ShouldBe(digest, encoding);
            }
        }));

    [Fact]
    public void any_bytes_are_read_or_refused_and_nothing_else() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Arb.From(
                from type in Gen.Elements<string?>(null, "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data", "text/xml", "(")
                from start in Gen.Elements("", "{", "{\"a\":", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", "a[]=", "%")
                from rest in Gen.ArrayOf(Gen.Choose(0, 255))
                select (type, Body: (byte[])[.. Encoding.UTF8.GetBytes(start), .. rest.Select(b => (byte)b)])),
            request =>
            {
                var (parameters, problem) = QiscusParameters.Read(Request("POST", "", request.type, request.Body)).AsTask().GetAwaiter().GetResult();
                (parameters is null).ShouldBe(problem is not null);
                (problem?.Status ?? 400).ShouldBeOneOf(400, 415);
            }));

    [Theory]
    [InlineData("room_ids[]=ONE&room_ids[]=TWO")]
    [InlineData("room_ids%5B%5D=ONE&room_ids%5B%5D=TWO")]
    [InlineData("room_ids=ONE&room_ids=TWO")]
    [InlineData("room_ids[0]=ONE&room_ids[1]=TWO")]
    [InlineData("room_ids[7]=TWO&room_ids[3]=ONE")]
    [InlineData("room_ids[]=TWO&room_ids[0]=ONE")]
    [InlineData("room_ids=ONE,TWO")]
    [InlineData("room_ids[]=ONE,%20TWO,")]
    public async Task every_spelling_of_an_array_finds_the_same_rooms(string spelling)
    {
        var (one, two) = (await host.Group("one", "ann"), await host.Group("two", "ann"));
        var query = spelling.Replace("ONE", one, StringComparison.Ordinal).Replace("TWO", two, StringComparison.Ordinal);
        (await host.Get($"get_rooms_info?{query}")).Rooms().ShouldBe([one, two]);
    }

    [Fact]
    public async Task settled_4_a_comma_parts_room_ids_alone()
    {
        var (user, channel) = (host.New("a,b"), host.New("c,d"));
        var room = (await host.Get($"get_or_create_channel?unique_id={channel}&participants={user}")).Room();
        (await host.Participants(room)).ShouldBe([user]);
        (await host.Get($"get_rooms_info?room_channel_ids={channel}")).Rooms().ShouldBe([room]);
    }

    [Theory]
    [InlineData("application/json", """{"room_name":"Räume & +","participants":["a","b"],"creator":"a","room_options":"{\"o\": 1}"}""")]
    [InlineData("application/json; charset=utf-8", """{"room_name":"Räume & +","participants[]":["a","b"],"creator":"a","room_options":{"o": 1}}""")]
    [InlineData(null, """ {"room_name":"Räume & +","participants":["a","b"],"creator":"a","room_options":"{\"o\": 1}","unknown":[1,{}]}""")]
    [InlineData("application/x-www-form-urlencoded", """{"room_name":"Räume & +","participants":["a","b"],"creator":"a","room_options":"{\"o\": 1}"}""")]
    [InlineData("application/x-www-form-urlencoded", "room_name=R%C3%A4ume+%26+%2B&participants[]=a&participants[]=b&creator=a&room_options=%7B%22o%22%3A+1%7D")]
    [InlineData("application/x-www-form-urlencoded", "room_name=Räume+%26+%2B&participants%5B0%5D=a&participants%5B1%5D=b&creator=a&room_options={\"o\":%201}&unknown=1")]
    [InlineData(null, "room_name=R%C3%A4ume+%26+%2B&participants=a&participants=b&creator=a&room_options=%7B%22o%22%3A+1%7D\n")]
    public async Task a_room_is_the_same_in_every_encoding(string? type, string body) =>
        ShouldBeTheRoom(await Post("create_room", type, body));

    [Theory]
    [InlineData("participants[]")]
    [InlineData("participants")]
    public async Task a_room_is_the_same_as_multipart(string list)
    {
        var body = new StringBuilder();
        foreach (var (name, value) in new[] { ("room_name", "Räume & +"), (list, "a"), (list, "b"), ("creator", "a"), ("room_options", "{\"o\": 1}") })
            body.Append("--xyz\r\nContent-Disposition: form-data; name=\"").Append(name).Append("\"\r\n\r\n").Append(value).Append("\r\n");
        body.Append("--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\n\r\n\u0001\r\n--xyz--\r\n");
        ShouldBeTheRoom(await Post("create_room", "multipart/form-data; boundary=\"xyz\"", body.ToString()));
    }

    [Fact]
    public async Task parameters_of_a_post_may_stand_in_the_query_and_the_body_wins()
    {
        var answer = await Post("create_room?room_name=query&creator=q&participants[]=q", "application/json", """{"room_name":"body","participants":[],"creator":""}""");
        answer.Text.ShouldContain("\"room_name\":\"body\"");
        (await host.Participants(answer.Room())).ShouldBeEmpty();
    }

    private static void ShouldBeTheRoom(Answer answer) => Golden.ShouldMatch(
        """
        {"results":{"room":{"room_id":"<digits>","room_name":"Räume & +","room_type":"group","room_avatar_url":"","room_options":"{\"o\": 1}","room_channel_id":""}},"status":200}
        """,
        answer.Bytes);

    private Task<Answer> Post(string call, string? type, string body) => host.Chat.Scenario(x =>
        x.Call(HttpMethod.Post, call).App(host.Acme).Body(Encoding.UTF8.GetBytes(body), type));

    private sealed record Given(bool IsList, IReadOnlyList<string> Values);

    private static IEnumerable<(string Encoding, HttpRequest Request)> Encodings(Dictionary<string, Given> parameters)
    {
        var json = JsonSerializer.Serialize(parameters.ToDictionary(p => p.Key, p => p.Value.IsList ? (object)p.Value.Values : p.Value.Values[0]));
        yield return ("JSON", Request("POST", "", "application/json", Encoding.UTF8.GetBytes(json)));
        foreach (var isIndexed in new[] { false, true })
        {
            var pairs = Pairs(parameters, isIndexed).ToList();
            var form = string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
            var plus = form.Replace("%20", "+", StringComparison.Ordinal);
            yield return ("query", Request("GET", "?" + form, null, []));
            yield return ("form", Request("POST", "", "application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(plus)));
            yield return ("no type", Request("DELETE", "", null, Encoding.UTF8.GetBytes(plus)));
            if (pairs.TrueForAll(pair => !pair.Value.Contains("\r\n--b", StringComparison.Ordinal) && !pair.Name.Contains('"', StringComparison.Ordinal)))
            {
                var parts = pairs.Select(pair => $"--bound\r\nContent-Disposition: form-data; name=\"{pair.Name}\"\r\n\r\n{pair.Value}\r\n");
                yield return ("multipart", Request(
                    "POST", "", "multipart/form-data; boundary=bound", Encoding.UTF8.GetBytes(string.Concat(parts) + "--bound--\r\n")));
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Pairs(Dictionary<string, Given> parameters, bool isIndexed)
    {
        foreach (var (name, given) in parameters)
        {
            if (given is { IsList: true, Values: [] })
                yield return ($"{name}[]", "");
            foreach (var (i, value) in given.Values.Index())
                yield return (given.IsList ? isIndexed ? $"{name}[{i}]" : $"{name}[]" : name, value);
        }
    }

    private static HttpRequest Request(string method, string query, string? type, byte[] body)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.QueryString = new QueryString(query);
        request.ContentType = type;
        request.Body = new MemoryStream(body);
        return request;
    }
}
