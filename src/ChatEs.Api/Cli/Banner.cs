namespace ChatEs.Api.Cli;

/// <summary>What a person needs to begin: an address, and lines to paste into another terminal.</summary>
internal static class Banner
{
    public static IEnumerable<string> Plain(string url) =>
    [
        "",
        $"ChatEs serves on {url}   (Ctrl-C stops it)",
        "Make a tenant and its key:  chates tenants create acme",
    ];

    public static IEnumerable<string> WithDemo(string url, DemoAccess demo)
    {
        var (room, last) = (demo.Room, demo.LastMessage);
        return
        [
            "",
            $"ChatEs serves on {url}   (Ctrl-C stops it)",
            $"Development only: tenant '{demo.Tenant}' with sample conversations, users alice and bob, and this secret key,",
            $"which lies in {demo.File}:  {demo.SecretKey}",
            $"The lines of docs/ work in a shell after:  . {DemoVariables.FileOf(demo)}",
            "",
            $"# post a message to {demo.RoomName}",
            Curl($"{url}/v1/rooms/{room}/messages", demo.AliceToken, """{"text":"Hello from alice"}"""),
            "# read its history",
            Curl($"{url}/v1/rooms/{room}/messages?limit=5", demo.AliceToken),
            "# bob has seen everything so far",
            Curl($"{url}/v1/rooms/{room}/seen", demo.BobToken, $$"""{"upTo":{{last}}}"""),
            "# how much is unread for bob",
            Curl($"{url}/v1/rooms/{room}/unread", demo.BobToken),
            "# Roomlio: the same room from its beginning",
            Curl($"{url}/rpc/RoomlioService/RoomHistory", demo.SecretKey, $$"""{"roomKey":"{{demo.RoomName}}","limit":5}"""),
            "# Qiscus: the newest of the same room",
            $"curl -s '{url}/api/v2.1/rest/load_comments?room_id={Uri.EscapeDataString(demo.RoomName)}&limit=5' -H 'QISCUS-SDK-SECRET: {demo.SecretKey}'",
            "# MeetingLawyers: an access token for alice",
            $$"""curl -s '{{url}}/s2s/v1/users/authenticate' -H 'Api-Key: {{demo.KeyId}}' -H 'Secret-Key: {{demo.SecretKey}}' -d '{"user_id":"alice"}'""",
            "# chat-messages: the newest of the same room",
            Curl($"{url}/chat-messages?room={room}&$limit=5", demo.AliceToken),
            "# Virola: alice logs in; with -c cookies.txt here, and -b cookies.txt at the next call, the session is kept",
            $$"""curl -s '{{url}}/api/v1/login' -d '{"userName":"alice","password":"{{demo.AlicePassword}}"}'""",
            "",
        ];
    }

    private static string Curl(string url, string token, string? body = null) =>
        $"curl -s '{url}' -H 'Authorization: Bearer {token}'{(body is null ? "" : $" -d '{body}'")}";
}
