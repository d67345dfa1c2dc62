using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Mutating;

/// <summary>What is done to headers, those of credentials included.</summary>
internal static class HeaderMutations
{
    private static readonly string[] Credentials = ["Authorization", "QISCUS-SDK-SECRET", "QISCUS_SDK_SECRET", "QISCUS-SDK-APP-ID", "Api-Key", "Secret-Key", "Cookie"];

    private static readonly (string Name, string[] Values)[] Known =
    [
        ("Content-Type",
        [
            "", "text/plain", "application/json; charset=utf-16", "application/json; charset=nonsense", "application/json;;;", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-7", "multipart/form-data",
            "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=x; boundary=y", "multipart/mixed; boundary=x", "application/xml", "x", "/", "application/octet-stream", "image/png", "application/json, text/plain", "\"", "\xff",
        ]),
        ("Content-Encoding", ["gzip", "br", "deflate", "identity", "gzip, gzip", "x", ""]),
        ("Accept", ["", "*/*", "text/html", "text/csv", "application/json;q=0", "application/json;q=2", "image/*;q=x", "x", ",,,", "text/event-stream", "\xff"]),
        ("Accept-Encoding", ["gzip", "br;q=1, *;q=0", "*", "\xff"]),
        ("Range", ["bytes=0-0", "bytes=-1", "bytes=5-2", "bytes=0-", "bytes=99999999999999999999-", "bytes=0-0,1-1,2-2", "x=1-2", "bytes=", "bytes=a-b", "bytes=-0"]),
        ("If-Range", ["\"x\"", "x", "Sat, 31 Feb 2026 00:00:00 GMT"]),
        ("If-None-Match", ["*", "\"x\"", "W/\"x\"", "x", "\"", ",,,", "\"a\", \"b\", *", "\"\xff\"", ""]),
        ("If-Match", ["*", "\"x\"", "x"]),
        ("If-Modified-Since", ["Sat, 31 Feb 2026 00:00:00 GMT", "0", "now"]),
        ("Idempotency-Key", ["", " ", "a b", "k", "k, k", "\xff", "é", "\x7f", new string('k', 255), new string('k', 256), new string('k', 5_000)]),
        ("X-ChatEs-User", ["", " ", "nobody", "%", "%00", "%ff", "bob,alice", "\xff", "alice%20", "%61lice", "ALICE", new string('u', 255), new string('u', 256), "%0d%0aX-Injected:%20yes", "\xc3\xa9", "e%CC%81"]),
        ("X-Request-Id", ["", " ", "a b", "\xff", new string('r', 128), new string('r', 129), "%0d%0aX-Injected:%20yes", "{}", "<b>"]),
        ("Expect", ["100-continue", "200-ok", ""]),
        ("Connection", ["close", "keep-alive", "Upgrade", "Upgrade, HTTP2-Settings", "\xff", "x"]),
        ("Upgrade", ["websocket", "h2c", "x", "HTTP/3.0"]),
        ("Sec-WebSocket-Key", ["", "x", "dGhlIHNhbXBsZSBub25jZQ=="]),
        ("Sec-WebSocket-Version", ["13", "12", "x", ""]),
        ("Origin", ["null", "http://evil.invalid", "x", "", "http://[::1"]),
        ("Last-Event-ID", ["", "0", "-1", "99999999999999999999", "x", "\xff", "9223372036854775807", "9007199254740992"]),
        ("Host", ["", "x", "localhost:99999", "[::1", "a b", "\xff", "fuzz-0-0", "LOCALHOST", "localhost:80:80", "%00"]),
        ("Cookie", ["", "VirolaUserSessionId", "VirolaUserSessionId=", "VirolaUserSessionId=x", "VirolaUserSessionId=%00", "VirolaUserSessionId=\"x", "a=b; c", "=;=;=", "\xff=\xff"]),
        ("X-Forwarded-For", ["127.0.0.1, x", "\xff"]),
        ("X-Forwarded-Proto", ["https", "x"]),
        ("X-HTTP-Method-Override", ["DELETE", "x"]),
        ("Forwarded", ["for=\"_x\";proto=https", "\xff"]),
        ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "x", "00-00000000000000000000000000000000-0000000000000000-00", "\xff"]),
        ("tracestate", ["a=b,c", "\xff", new string('t', 600)]),
        ("baggage", ["a=b", "x;;;", "\xff", new string('b', 9_000)]),
    ];

    public static string Mutate(Draft draft, Random random)
    {
        // Host is always there, but it may be what was done away with before.
        if (draft.Headers.Count == 0)
            draft.Headers.Add(("Host", "x"));
        switch (random.Next(14))
        {
            case 0:
                draft.Headers.Add(("X-Long", new string('x', random.Pick([1_000, 8_000, 20_000, 33_000, 70_000]))));
                return "huge header";
            case 1:
                draft.Headers.AddRange(Enumerable.Range(0, random.Pick([10, 80, 101, 300])).Select(i => ($"X-Many-{i}", "x")));
                return "many headers";
            case 2:
                var again = random.Pick(draft.Headers);
                draft.Headers.Add((again.Name, random.Hits(50) ? again.Value : again.Value + "x"));
                return $"{again.Name} twice";
            case 3:
                draft.Headers.Add((random.Pick(["X-\xff", "", " ", "X Y", "X:Y", "X\0", "\"", "X-Empty", "x\x01"]), Hostile.Text(random)));
                return "odd header";
            case 4:
                var at = random.Next(draft.Headers.Count);
                draft.Headers[at] = (draft.Headers[at].Name, Hostile.Text(random).ReplaceLineEndings(" "));
                return $"text as {draft.Headers[at].Name}";
            default:
                var (name, values) = random.Pick(Known);
                if (random.Hits(70))
                    draft.Set(name, random.Pick(values));
                else
                    draft.Headers.Add((name, random.Pick(values)));
                return name;
        }
    }

    public static string Credential(Draft draft, Random random)
    {
        var held = draft.Headers.FindIndex(h => Credentials.Contains(h.Name, StringComparer.Ordinal));
        var (name, value) = held < 0 ? ("Authorization", "Bearer x") : draft.Headers[held];
        var secret = value.Split(' ', '=')[^1];
        if (held >= 0)
            draft.Headers.RemoveAt(held);
        switch (random.Next(10))
        {
            case 0:
                return "no credentials";
            case 1:
                draft.Headers.AddRange([(name, value), (name, value)]);
                return "credentials twice";
            case 2:
                draft.Headers.AddRange([(name, value), (name, random.Pick(["Bearer x", "x", ""]))]);
                return "two credentials";
            case 3:
                draft.Headers.Add((name, random.Pick(["Basic YTpi", "Bearer", "Bearer ", "Bearer  x y", "bearer", "Digest x", "Negotiate", "Bearer\t" + secret, "Token " + secret, "," + secret])));
                return "another scheme";
            case 4:
                draft.Headers.Add((name, value[..(value.Length / 2)]));
                return "half a credential";
            case 5:
                draft.Headers.Add((name, value + random.Pick(["x", " ", ".", "=", ",", "\xff", "%00", "\x01"])));
                return "credential with a tail";
            case 6:
                draft.Headers.Add((name, random.Pick(["Bearer ", "", "VirolaUserSessionId="]) + new string('s', random.Pick([64, 500, 7_000, 20_000]))));
                return "long credential";
            case 7:
                draft.Headers.Add(("Authorization", "Bearer eyJhbGciOiJub25lIn0." + random.Pick(["eyJzdWIiOiJhIn0.", "e30.", "x.", "..", "eyJzdWIiOiJhIn0.eA"])));
                return "unsigned token";
            case 8:
                draft.Headers.Add((name, value[..^secret.Length] + JsonMutations.Flip(secret, random).ReplaceLineEndings(" ")));
                return "bytes of a credential changed";
            default:
                draft.Headers.Add((name, random.Pick(["Bearer ", ""]) + Hostile.Text(random).ReplaceLineEndings(" ")));
                return "text as a credential";
        }
    }
}
