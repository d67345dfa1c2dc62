namespace ChatEs.Api.Tests.CrossDialect;

/// <summary>
/// A request with the credentials of one tenant that names what is another's. The parameters of the route, and in query and
/// body the words in capitals, are that tenant's: ROOM, KEY, MESSAGE (its UUID), INTEGER_ID, USER (its number), FILE, API_KEY,
/// ROOM_ID and MESSAGE_ID as Roomlio spells them; OWN_ROOM is the stranger's. By the external id <c>victim</c> both tenants have a user.
/// </summary>
/// <param name="Status">What a user of the stranger's gets; where the API is a server's alone, the server.</param>
/// <param name="ForServer">What the stranger's secret key gets, where it is something else.</param>
internal sealed record Intrusion(string Route, int Status, string Query = "", string? Body = null, int? ForServer = null)
{
    /// <summary>The room of the route is one that the stranger is in.</summary>
    public bool InOwnRoom { get; init; }
}

/// <summary>At least one for each route of each API: a route that has none fails the test.</summary>
internal static class Intrusions
{
    public static readonly Intrusion[] Native =
    [
        new("POST /v1/rooms", 201, Body: """{"participants":["victim"]}"""),
        new("POST /v1/rooms", 200, Body: """{"kind":"single","participants":["victim"]}""", ForServer: 400),
        new("POST /v1/rooms", 200, Body: """{"key":"KEY","kind":"channel"}"""),
        new("GET /v1/rooms", 200, ForServer: 400),
        new("GET /v1/rooms", 200, "?key=KEY"),
        new("GET /v1/rooms/public", 200, ForServer: 400),
        new("GET /v1/rooms/{room}", 404),
        new("PATCH /v1/rooms/{room}", 404, Body: """{"name":"mine"}"""),
        new("GET /v1/rooms/{room}/avatar", 404),
        new("PUT /v1/rooms/{room}/avatar", 404, Body: """{"url":"https://example.com/a.png"}"""),
        new("DELETE /v1/rooms/{room}/avatar", 404),
        new("POST /v1/rooms/{room}/archive", 404),
        new("POST /v1/rooms/{room}/unarchive", 404),
        new("PUT /v1/rooms/{room}/pin", 404, ForServer: 400),
        new("DELETE /v1/rooms/{room}/pin", 404, ForServer: 400),
        new("POST /v1/rooms/{room}/join", 404, ForServer: 400),
        new("POST /v1/rooms/{room}/leave", 404, ForServer: 400),
        new("POST /v1/rooms/{room}/participants", 404, Body: """{"users":["spy","victim"]}"""),
        new("DELETE /v1/rooms/{room}/participants", 404, "?user=victim"),
        new("GET /v1/rooms/{room}/participants", 404),
        new("PUT /v1/rooms/{room}/moderators", 404, "?user=spy"),
        new("DELETE /v1/rooms/{room}/moderators", 404, "?user=victim"),
        new("POST /v1/rooms/{room}/messages", 404, Body: """{"text":"hello","id":"MESSAGE"}""", ForServer: 400),
        new("POST /v1/rooms/{room}/messages", 403, Body: """{"text":"hello","kind":"system"}""", ForServer: 404),
        new("POST /v1/rooms/{room}/messages", 404, Body: """{"text":"hello","attachments":[FILE]}""", ForServer: 400) { InOwnRoom = true },
        new("GET /v1/rooms/{room}/messages", 404),
        new("GET /v1/rooms/{room}/messages/{number}", 404),
        new("PATCH /v1/rooms/{room}/messages/{number}", 404, Body: """{"text":"hello"}"""),
        new("DELETE /v1/rooms/{room}/messages/{number}", 404),
        new("GET /v1/rooms/{room}/messages/{number}/comments", 404),
        new("PUT /v1/rooms/{room}/messages/{number}/reactions", 404, "?emoji=x", ForServer: 400),
        new("DELETE /v1/rooms/{room}/messages/{number}/reactions", 404, "?emoji=x", ForServer: 400),
        new("GET /v1/rooms/{room}/messages/{number}/reactions", 404),
        new("POST /v1/rooms/{room}/messages/{number}/attachments", 404, "?name=a.txt", Body: "bytes"),
        new("DELETE /v1/rooms/{room}/messages/{number}/attachments/{file}", 404),
        new("GET /v1/rooms/{room}/messages/{number}/receipts", 404),
        new("DELETE /v1/rooms/{room}/messages/{number}", 403, "?erase=true", ForServer: 404),
        new("GET /v1/messages/{id}", 404),
        new("DELETE /v1/messages/{id}", 404),
        new("DELETE /v1/messages/{id}", 403, "?erase=true", ForServer: 404),
        new("POST /v1/files", 201, "?name=a.txt", Body: "bytes"),
        new("GET /v1/files/{file}", 404),
        new("POST /v1/rooms/{room}/seen", 404, Body: """{"upTo":1}""", ForServer: 400),
        new("POST /v1/rooms/{room}/delivered", 404, Body: """{"upTo":1}""", ForServer: 400),
        new("GET /v1/rooms/{room}/unread", 404, ForServer: 400),
        new("GET /v1/unread", 200, ForServer: 400),
        new("GET /v1/unread", 200, "?rooms=ROOM", ForServer: 400),
        new("POST /v1/users", 403, Body: """{"id":"victim","username":"mine"}""", ForServer: 200),
        new("GET /v1/users", 403, ForServer: 200),
        new("GET /v1/users", 403, "?id=victim", ForServer: 200),
        new("GET /v1/users/{user}", 403, ForServer: 404),
        new("PATCH /v1/users/{user}", 403, Body: """{"username":"mine"}""", ForServer: 404),
        new("GET /v1/users/{user}/avatar", 403, ForServer: 404),
        new("PUT /v1/users/{user}/avatar", 403, Body: """{"url":"https://example.com/a.png"}""", ForServer: 404),
        new("DELETE /v1/users/{user}/avatar", 403, ForServer: 404),
        new("DELETE /v1/users/{user}", 403, "?erase=true", ForServer: 404),
        new("POST /v1/users/{user}/suspend", 403, ForServer: 404),
        new("POST /v1/users/{user}/reactivate", 403, ForServer: 404),
        new("POST /v1/users/{user}/token", 403, ForServer: 404),
        new("PUT /v1/users/{user}/password", 403, Body: """{"new":"a password of mine"}""", ForServer: 404),
        new("GET /v1/me", 200),
        new("PATCH /v1/me", 200, Body: """{"first":"Spy"}""", ForServer: 400),
        new("GET /v1/me/avatar", 404, ForServer: 400),
        new("PUT /v1/me/avatar", 204, Body: """{"url":"https://example.com/a.png"}""", ForServer: 400),
        new("DELETE /v1/me/avatar", 204, ForServer: 400),
        new("PUT /v1/me/password", 204, Body: """{"new":"a password of mine"}""", ForServer: 400),
        new("GET /v1/tenant", 200),
        new("GET /v1/keys", 403, ForServer: 200),
        new("POST /v1/keys", 403, Body: """{"kind":"auditor"}""", ForServer: 201),
        new("DELETE /v1/keys/{key}", 403, ForServer: 404),
        new("GET /v1/rooms/{room}", 403, "?asOf=1", ForServer: 404),
        new("GET /v1/rooms/{room}/messages", 403, "?asOf=1", ForServer: 404),
        new("GET /v1/audit/rooms/{room}/events", 403, ForServer: 404),
        new("GET /v1/audit/rooms/{room}/state", 403, ForServer: 404),
        new("GET /v1/audit/rooms/{room}/verify", 403, ForServer: 404),
        new("GET /v1/audit/rooms/{room}/messages/{number}/history", 403, ForServer: 404),
        new("GET /v1/audit/users/{user}/events", 403, ForServer: 404),
        new("GET /v1/audit/tenant/events", 403, ForServer: 200),
        new("GET /v1/audit/events", 403, ForServer: 200),
        new("GET /v1/audit/verify", 403, ForServer: 200),
        new("GET /v1/audit/checkpoint", 403, ForServer: 200),
        new("GET /v1/audit/inclusion", 403, "?sequence=1", ForServer: 404),
        new("GET /v1/audit/consistency", 403, "?from=1", ForServer: 200),
        new("GET /v1/rooms/{room}/events", 404),
        new("GET /v1/events", 400, "?after=none"),
        new("POST /v1/events/tickets", 201),
        // From here on the id is a message of the stranger's, too.
        new("POST /v1/rooms/{room}/messages", 201, Body: """{"text":"hello","id":"MESSAGE"}""", ForServer: 400) { InOwnRoom = true },
        new("POST /v1/me/token", 200, ForServer: 400),
    ];

    public static readonly Intrusion[] Roomlio =
    [
        new("POST /rpc/RoomlioService/RoomHistory", 404, Body: """{"roomID":"ROOM_ID"}"""),
        new("POST /rpc/RoomlioService/RoomHistory", 404, Body: """{"roomKey":"KEY"}"""),
        new("POST /rpc/WebAPI/RoomHistory", 404, Body: """{"roomID":"ROOM_ID","startCursor":"MESSAGE_ID"}"""),
        new("POST /rpc/WebAPI/RoomHistory", 400, Body: """{"roomKey":"own","startCursor":"MESSAGE_ID"}"""),
    ];

    public static readonly Intrusion[] Qiscus =
    [
        new("POST /api/v2.1/rest/create_room", 200, Body: """{"room_name":"n","participants":["victim"],"creator":"victim"}"""),
        new("POST /api/v2.1/rest/update_room", 404, Body: """{"room_id":"ROOM","room_name":"mine"}"""),
        new("POST /api/v2.1/rest/get_or_create_room_with_target", 200, Body: """{"user_ids":["victim","spy"]}"""),
        new("GET /api/v2.1/rest/get_rooms_info", 200, "?room_ids[]=ROOM&room_channel_ids[]=KEY&show_participants=true"),
        new("POST /api/v2.1/rest/add_room_participants", 404, Body: """{"room_id":"ROOM","user_ids":["spy"]}"""),
        new("POST /api/v2.1/rest/remove_room_participants", 404, Body: """{"room_id":"ROOM","user_ids":["victim"]}"""),
        new("GET /api/v2.1/rest/get_room_participants", 404, "?room_id=ROOM"),
        new("GET /api/v2.1/rest/get_room_participants", 404, "?room_id=KEY"),
        new("GET /api/v2.1/rest/get_user_rooms", 200, "?user_id=victim&show_participants=true"),
        new("GET /api/v2.1/rest/get_unread_count", 200, "?user_id=victim&room_ids[]=ROOM"),
        new("GET /api/v2.1/rest/get_or_create_channel", 200, "?unique_id=KEY&participants[]=victim"),
        new("POST /api/v2.1/rest/get_or_create_channel", 200, Body: """{"unique_id":"KEY","participants":["spy"]}"""),
        new("POST /api/v2.1/rest/login_or_register", 200, Body: """{"user_id":"victim","username":"mine"}"""),
        new("POST /api/v2.1/rest/login_or_register", 200, Body: """{"user_id":"victim","username":"mine","password":"a password of mine"}"""),
        new("GET /api/v2.1/rest/user_profile", 200, "?user_id=victim"),
        new("GET /api/v2.1/rest/get_user_token", 200, "?user_id=victim"),
        new("POST /api/v2.1/rest/reset_user_token", 200, Body: """{"user_id":"victim"}"""),
        new("GET /api/v2.1/rest/get_user_list", 200, "?limit=100"),
        new("GET /api/v2.1/rest/get_unread_users", 200),
        new("GET /api/v2.1/rest/get_user_unread_count", 200, "?user_ids[]=victim"),
        new("DELETE /api/v2.1/rest/deactivate_users", 200, Body: """{"user_ids":["victim"]}"""),
        new("POST /api/v2.1/rest/reactivate_users", 200, Body: """{"user_ids":["victim"]}"""),
        new("POST /api/v2.1/rest/post_comment", 404, Body: """{"user_id":"victim","room_id":"ROOM","message":"hello"}"""),
        new("GET /api/v2.1/rest/load_comments", 404, "?room_id=ROOM"),
        new("GET /api/v2.1/rest/load_comments_with_range", 404, "?room_id=ROOM&first_comment_id=INTEGER_ID&last_comment_id=INTEGER_ID"),
        new("GET /api/v2.1/rest/load_comments_with_range", 200, "?room_id=own&first_comment_id=INTEGER_ID&last_comment_id=INTEGER_ID"),
        new("POST /api/v2.1/rest/post_system_event_message", 404, Body: """{"system_event_type":"custom","room_id":"ROOM","message":"hello"}"""),
    ];

    public static readonly Intrusion[] ChatMessages =
    [
        new("GET /chat-messages", 200),
        new("GET /chat-messages", 404, "?room=ROOM"),
        new("GET /chat-messages", 200, "?createdBy=victim"),
        new("GET /chat-messages/{id}", 404),
        new("PATCH /chat-messages/{id}", 404, Body: """{"seen":true}"""),
        new("POST /chat-messages", 404, Body: """{"room":"ROOM","text":"hello"}"""),
        new("GET /chat-rooms", 200),
        new("GET /chat-rooms/{id}", 404),
    ];

    public static readonly Intrusion[] Virola =
    [
        new("POST /api/v1/login", 401, Body: """{"userName":"victim","password":"the password of the victim"}"""),
        new("GET /api/v1/status", 200),
        new("GET /api/v1/server-health", 200),
        new("GET /api/v1/users", 200),
        new("GET /api/v1/users/{id}/avatar.jpg", 404),
        new("HEAD /api/v1/users/{id}/avatar.jpg", 404),
        new("GET /api/v1/rooms", 200),
        new("GET /api/v1/rooms/{id}/avatar.jpg", 404),
        new("HEAD /api/v1/rooms/{id}/avatar.jpg", 404),
        new("GET /api/v1/room-permissions/{id}", 404),
        new("GET /api/v1/rooms/{id}/messages", 404),
        new("POST /api/v1/rooms/{id}/messages", 404, Body: """{"content":"hello"}"""),
        new("GET /api/v1/rooms/{id}/messages", 400, "?cursor=INTEGER_ID") { InOwnRoom = true },
        new("GET /api/v1/rooms/{id}/text-messages", 404),
        new("POST /api/v1/rooms/{id}/text-messages", 404, Body: """{"content":"hello"}"""),
        new("DELETE /api/v1/messages/{id}", 404),
        new("POST /api/v1/messages/{id}/read", 404),
        new("GET /api/v1/messages/{id}/comments", 404),
        new("POST /api/v1/messages/{id}/comments", 404, Body: """{"content":"hello"}"""),
        new("POST /api/v1/messages/{id}/attachments", 404, Body: "bytes"),
        new("GET /api/v1/attachments/{id}", 404),
        new("GET /api/v1/attachments/{id}/{**name}", 404),
        new("HEAD /api/v1/attachments/{id}/{**name}", 404),
        new("DELETE /api/v1/attachments/{id}", 404),
        // What it hears is tried in Virola/hearing_rooms.
        new("GET /api/v1/events", 426),
        new("CONNECT /api/v1/events", 426),
        new("GET /api/v1/logout", 200),
        new("POST /api/v1/logout", 200),
    ];

    public static readonly Intrusion[] MeetingLawyers =
    [
        new("POST /s2s/v1/users/authenticate", 200, Body: """{"user_id":"victim"}"""),
        new("GET /chat/message", 404, "?room=ROOM"),
        new("GET /chat/message", 404, "?room=ROOM&pivot=MESSAGE&older=false"),
        new("GET /chat/message", 404, "?room=OWN_ROOM&pivot=MESSAGE"),
        new("POST /chat/message", 404, Body: """{"room_id":ROOM,"message_id":"0198c0de-0000-7000-8000-00000000000a","type":"text","content":"hello"}"""),
        new("POST /chat/message", 404, Body: """{"room_id":ROOM,"message_id":"MESSAGE","type":"text","content":"hello"}"""),
    ];
}
