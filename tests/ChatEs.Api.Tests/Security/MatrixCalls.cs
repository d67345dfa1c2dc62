namespace ChatEs.Api.Tests.Security;

/// <summary>
/// One otherwise valid request of the credential matrix. The parameters of the route, and in query and body the words in
/// capitals, are those of its <see cref="MatrixTarget"/>.
/// </summary>
/// <param name="Name">Method, template and query, and in parentheses what tells two calls of one route apart.</param>
/// <param name="Body">JSON, or <c>bytes</c> for an upload.</param>
internal sealed record MatrixCall(string Name, string? Body = null)
{
    public string Method => Name.Split(' ')[0];

    public string Template => Name.Split(' ')[1].Split('?')[0];

    public string Query => Name.Split(' ')[1][Template.Length..];

    public string Route => $"{Method} {Template}";

    /// <summary>What changes something has a target of its own for each credential that may.</summary>
    public bool OnlyReads => Method is "GET" or "HEAD" && !Template.EndsWith("logout", StringComparison.Ordinal);

    /// <summary>Whether it says of what it asks something.</summary>
    public bool HasTarget => Template.Contains('{', StringComparison.Ordinal) || Query.Any(char.IsAsciiLetterUpper) || Body?.Any(char.IsAsciiLetterUpper) == true;

    public bool Names(string word) => $"{Name} {Body}".Contains(word, StringComparison.Ordinal);
}

/// <summary>At least one for each route: a route that has none fails the test.</summary>
internal static class MatrixCalls
{
    private const string Avatar = """{"url":"https://example.com/a.png"}""";
    private const string Password = """{"new":"a password of mine"}""";

    private static readonly MatrixCall[] Rooms =
    [
        new("POST /v1/rooms", """{"name":"New"}"""),
        new("GET /v1/rooms"),
        new("GET /v1/rooms/public"),
        new("GET /v1/rooms/{room}"),
        new("GET /v1/rooms/{room}?asOf=NEWEST"),
        new("PATCH /v1/rooms/{room}", """{"name":"Renamed"}"""),
        new("GET /v1/rooms/{room}/avatar"),
        new("PUT /v1/rooms/{room}/avatar", Avatar),
        new("DELETE /v1/rooms/{room}/avatar"),
        new("POST /v1/rooms/{room}/archive"),
        new("POST /v1/rooms/{room}/unarchive"),
        new("PUT /v1/rooms/{room}/pin"),
        new("DELETE /v1/rooms/{room}/pin"),
        new("POST /v1/rooms/{room}/join"),
        new("POST /v1/rooms/{room}/leave"),
        new("POST /v1/rooms/{room}/participants", """{"users":["peer"]}"""),
        new("DELETE /v1/rooms/{room}/participants?user=ACTED_FOR"),
        new("GET /v1/rooms/{room}/participants"),
        new("PUT /v1/rooms/{room}/moderators?user=PARTICIPANT"),
        new("DELETE /v1/rooms/{room}/moderators?user=PARTICIPANT"),
        new("POST /v1/rooms/{room}/messages", """{"text":"hello"}"""),
        new("POST /v1/rooms/{room}/messages (system)", """{"text":"hello","kind":"system"}"""),
        new("GET /v1/rooms/{room}/messages"),
        new("GET /v1/rooms/{room}/messages?asOf=NEWEST"),
        new("GET /v1/rooms/{room}/messages/{number}"),
        new("PATCH /v1/rooms/{room}/messages/{number}", """{"text":"other"}"""),
        new("DELETE /v1/rooms/{room}/messages/{number}"),
        new("DELETE /v1/rooms/{room}/messages/{number}?erase=true"),
        new("GET /v1/rooms/{room}/messages/{number}/comments"),
        new("PUT /v1/rooms/{room}/messages/{number}/reactions?emoji=x"),
        new("DELETE /v1/rooms/{room}/messages/{number}/reactions?emoji=x"),
        new("GET /v1/rooms/{room}/messages/{number}/reactions"),
        new("POST /v1/rooms/{room}/messages/{number}/attachments?name=a.txt", "bytes"),
        new("DELETE /v1/rooms/{room}/messages/{number}/attachments/{file}"),
        new("GET /v1/rooms/{room}/messages/{number}/receipts"),
        new("GET /v1/messages/{id}"),
        new("DELETE /v1/messages/{id}"),
        new("DELETE /v1/messages/{id}?erase=true"),
        new("POST /v1/files?name=a.txt", "bytes"),
        new("GET /v1/files/{file}"),
        new("GET /v1/events"),
        new("POST /v1/events/tickets"),
        new("GET /v1/rooms/{room}/events"),
        new("POST /v1/rooms/{room}/typing", """{"typing":true}"""),
        new("GET /v1/rooms/{room}/presence"),
        new("POST /v1/rooms/{room}/seen", """{"upTo":1}"""),
        new("POST /v1/rooms/{room}/delivered", """{"upTo":1}"""),
        new("GET /v1/rooms/{room}/unread"),
        new("GET /v1/unread"),
    ];

    private static readonly MatrixCall[] PeopleAndTenant =
    [
        new("POST /v1/users", """{"id":"NEW","username":"New"}"""),
        new("GET /v1/users"),
        new("GET /v1/users/{user}"),
        new("PATCH /v1/users/{user}", """{"username":"Renamed"}"""),
        new("DELETE /v1/users/{user}?erase=true"),
        new("GET /v1/users/{user}/avatar"),
        new("PUT /v1/users/{user}/avatar", Avatar),
        new("DELETE /v1/users/{user}/avatar"),
        new("POST /v1/users/{user}/suspend"),
        new("POST /v1/users/{user}/reactivate"),
        new("POST /v1/users/{user}/token"),
        new("PUT /v1/users/{user}/password", Password),
        new("GET /v1/me"),
        new("PATCH /v1/me", """{"first":"Renamed"}"""),
        new("GET /v1/me/avatar"),
        new("PUT /v1/me/avatar", Avatar),
        new("DELETE /v1/me/avatar"),
        new("POST /v1/me/token"),
        new("PUT /v1/me/password", Password),
        new("GET /v1/tenant"),
        new("GET /v1/keys"),
        new("POST /v1/keys", """{"kind":"auditor"}"""),
        new("DELETE /v1/keys/{key}"),
        new("GET /v1/webhooks"),
        new("POST /v1/webhooks", """{"url":"https://hooks.invalid/"}"""),
        new("GET /v1/webhooks/{webhook}"),
        new("DELETE /v1/webhooks/{webhook}"),
        new("POST /v1/webhooks/{webhook}/secret"),
        new("POST /v1/webhooks/{webhook}/test"),
        new("POST /v1/webhooks/{webhook}/pause"),
        new("POST /v1/webhooks/{webhook}/resume"),
        new("POST /v1/webhooks/{webhook}/replay", """{"after":0}"""),
        new("GET /v1/webhooks/{webhook}/deliveries"),
        new("POST /v1/webhooks/{webhook}/deliveries/{delivery}/retry"),
        new("GET /v1/audit/rooms/{room}/events"),
        new("GET /v1/audit/rooms/{room}/state"),
        new("GET /v1/audit/rooms/{room}/verify"),
        new("GET /v1/audit/rooms/{room}/messages/{number}/history"),
        new("GET /v1/audit/users/{user}/events"),
        new("GET /v1/audit/tenant/events"),
        new("GET /v1/audit/events"),
        new("GET /v1/audit/verify"),
        new("GET /v1/audit/checkpoint"),
        new("GET /v1/audit/inclusion?sequence=1"),
        new("GET /v1/audit/consistency?from=1"),
        new("GET /v1/analytics"),
        new("GET /v1/analytics/{report}"),
        new("GET /v1/analytics/{report}?room=ROOM"),
    ];

    private static readonly MatrixCall[] Vendors =
    [
        new("POST /rpc/RoomlioService/RoomHistory", """{"roomID":"RM_ID"}"""),
        new("POST /rpc/WebAPI/RoomHistory", """{"roomID":"RM_ID","startCursor":"MSG_ID"}"""),
        new("POST /api/v2.1/rest/create_room", """{"room_name":"New","participants":["peer"],"creator":"PARTICIPANT"}"""),
        new("POST /api/v2.1/rest/update_room", """{"room_id":"ROOM","room_name":"Renamed"}"""),
        new("POST /api/v2.1/rest/get_or_create_room_with_target", """{"user_ids":["peer","PARTICIPANT"]}"""),
        new("GET /api/v2.1/rest/get_rooms_info?room_ids[]=ROOM"),
        new("POST /api/v2.1/rest/add_room_participants", """{"room_id":"ROOM","user_ids":["peer"]}"""),
        new("POST /api/v2.1/rest/remove_room_participants", """{"room_id":"ROOM","user_ids":["PARTICIPANT"]}"""),
        new("GET /api/v2.1/rest/get_room_participants?room_id=ROOM"),
        new("GET /api/v2.1/rest/get_user_rooms?user_id=PARTICIPANT"),
        new("GET /api/v2.1/rest/get_unread_count?user_id=PARTICIPANT&room_ids[]=ROOM"),
        new("GET /api/v2.1/rest/get_or_create_channel?unique_id=NEW&participants[]=peer"),
        new("POST /api/v2.1/rest/get_or_create_channel", """{"unique_id":"NEW","participants":["peer"]}"""),
        new("POST /api/v2.1/rest/login_or_register", """{"user_id":"PARTICIPANT","username":"Renamed"}"""),
        new("GET /api/v2.1/rest/user_profile?user_id=PARTICIPANT"),
        new("GET /api/v2.1/rest/get_user_token?user_id=PARTICIPANT"),
        new("POST /api/v2.1/rest/reset_user_token", """{"user_id":"PARTICIPANT"}"""),
        new("GET /api/v2.1/rest/get_user_list"),
        new("GET /api/v2.1/rest/get_unread_users"),
        new("GET /api/v2.1/rest/get_user_unread_count?user_ids[]=PARTICIPANT"),
        new("DELETE /api/v2.1/rest/deactivate_users", """{"user_ids":["PARTICIPANT"]}"""),
        new("POST /api/v2.1/rest/reactivate_users", """{"user_ids":["PARTICIPANT"]}"""),
        new("POST /api/v2.1/rest/post_comment", """{"user_id":"PARTICIPANT","room_id":"ROOM","message":"hello"}"""),
        new("GET /api/v2.1/rest/load_comments?room_id=ROOM"),
        new("GET /api/v2.1/rest/load_comments_with_range?room_id=ROOM&first_comment_id=INTEGER_ID&last_comment_id=INTEGER_ID"),
        new("POST /api/v2.1/rest/post_system_event_message", """{"system_event_type":"custom","room_id":"ROOM","message":"hello"}"""),
        new("GET /api/v2.1/rest/webhook_logs"),
        new("GET /chat-messages"),
        new("GET /chat-messages?room=ROOM"),
        new("GET /chat-messages/{id}"),
        new("PATCH /chat-messages/{id}", """{"seen":true}"""),
        new("POST /chat-messages", """{"room":"ROOM","text":"hello"}"""),
        new("GET /chat-rooms"),
        new("GET /chat-rooms/{id}"),
        new("POST /s2s/v1/users/authenticate", """{"user_id":"peer"}"""),
        new("GET /chat/message?room=ROOM"),
        new("POST /chat/message", """{"room_id":ROOM,"message_id":"FRESH_UUID","type":"text","content":"hello"}"""),
    ];

    private static readonly MatrixCall[] Virola =
    [
        new("POST /api/v1/login", """{"userName":"LOGIN","password":"WORD"}"""),
        new("POST /api/v1/logout"),
        new("GET /api/v1/logout"),
        new("GET /api/v1/status"),
        new("GET /api/v1/events"),
        new("CONNECT /api/v1/events"),
        new("GET /api/v1/server-health"),
        new("GET /api/v1/users"),
        new("GET /api/v1/users/{id}/avatar.jpg"),
        new("HEAD /api/v1/users/{id}/avatar.jpg"),
        new("GET /api/v1/rooms"),
        new("GET /api/v1/rooms/{id}/avatar.jpg"),
        new("HEAD /api/v1/rooms/{id}/avatar.jpg"),
        new("GET /api/v1/room-permissions/{id}"),
        new("GET /api/v1/rooms/{id}/messages"),
        new("POST /api/v1/rooms/{id}/messages", """{"content":"hello"}"""),
        new("GET /api/v1/rooms/{id}/text-messages"),
        new("POST /api/v1/rooms/{id}/text-messages", """{"content":"hello"}"""),
        new("DELETE /api/v1/messages/{id}"),
        new("POST /api/v1/messages/{id}/read"),
        new("GET /api/v1/messages/{id}/comments"),
        new("POST /api/v1/messages/{id}/comments", """{"content":"hello"}"""),
        new("POST /api/v1/messages/{id}/attachments", "bytes"),
        new("GET /api/v1/attachments/{id}"),
        new("GET /api/v1/attachments/{id}/{**name}"),
        new("HEAD /api/v1/attachments/{id}/{**name}"),
        new("DELETE /api/v1/attachments/{id}"),
    ];

    private static readonly MatrixCall[] OfNoApi =
    [
        new("GET /files/{number}/{name}"),
        new("HEAD /files/{number}/{name}"),
        new("GET /files/{number}/{name}?SIGNED"),
        new("HEAD /files/{number}/{name}?SIGNED"),
        new("GET /health/live"),
        new("GET /health/ready"),
        new("GET /openapi/v1.json"),
    ];

    public static readonly MatrixCall[] All = [.. Rooms, .. PeopleAndTenant, .. Vendors, .. Virola, .. OfNoApi];
}
