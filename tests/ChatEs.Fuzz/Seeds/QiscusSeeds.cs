using ChatEs.Fuzz.Mutating;
using ChatEs.Fuzz.Requests;

namespace ChatEs.Fuzz.Seeds;

/// <summary>Requests of Qiscus' documents, in all three encodings. Rooms and people are put in by name.</summary>
internal static class QiscusSeeds
{
    private static readonly Dictionary<string, string[]> ByCall = new(StringComparer.Ordinal)
    {
        ["create_room"] = ["""{"room_name":"Ward","participants":["bob","carol"],"creator":"alice","room_avatar_url":"https://hooks.invalid/a.png","room_options":"{\"color\":\"red\"}"}"""],
        ["update_room"] = ["""{"room_id":"<<group>>","room_name":"Lounge 2","room_options":"{}"}""", """{"room_id":"<<group>>","room_channel_id":"lounge","room_avatar_url":"https://hooks.invalid/b.png"}"""],
        ["get_or_create_room_with_target"] = ["""{"user_ids":["alice","bob"],"room_options":"{}"}""", """{"user_ids":["carol","dave"]}"""],
        ["get_rooms_info"] = ["""{"room_ids":["<<group>>","<<single>>"],"room_channel_ids":["town"],"show_participants":true}"""],
        ["add_room_participants"] = ["""{"room_id":"<<lost>>","user_ids":["carol"]}"""],
        ["remove_room_participants"] = ["""{"room_id":"<<lost>>","user_ids":["carol"]}"""],
        ["get_room_participants"] = ["""{"room_id":"<<group>>","page":1,"limit":20}"""],
        ["get_user_rooms"] = ["""{"user_id":"alice","page":1,"limit":10,"room_type":"group","show_participants":true,"show_empty":true}"""],
        ["get_unread_count"] = ["""{"user_id":"bob","room_ids":["<<group>>"],"room_channel_ids":["town"]}"""],
        ["get_or_create_channel"] = ["""{"unique_id":"news","participants":["alice","bob"],"room_name":"News"}"""],
        ["login_or_register"] = ["""{"user_id":"erin","username":"Erin","password":"correct horse","avatar_url":"https://hooks.invalid/c.png","extras":"{\"a\":1}"}""", """{"user_id":"emil","username":"Emil"}"""],
        ["user_profile"] = ["""{"user_id":"bob"}"""],
        ["get_user_token"] = ["""{"user_id":"carol"}"""],
        ["reset_user_token"] = ["""{"user_id":"dave"}"""],
        ["get_user_list"] = ["""{"page":1,"limit":10,"show_all":true,"order_query":"created_at desc nulls last"}"""],
        ["get_unread_users"] = ["""{"page":1,"limit":10,"start_time":"2026-01-01T00:00:00Z","end_time":"2100-01-01T00:00:00Z"}""", """{"page":1}"""],
        ["get_user_unread_count"] = ["""{"user_ids":["alice","bob"]}"""],
        ["deactivate_users"] = ["""{"user_ids":["dave"]}"""],
        ["reactivate_users"] = ["""{"user_ids":["dave"]}"""],
        ["post_comment"] =
        [
            """{"user_id":"alice","room_id":"<<group>>","message":"Hello","type":"text","extras":{"a":1}}""", """{"user_id":"bob","room_id":"<<group>>","message":"","type":"file_attachment","payload":{"url":"https://hooks.invalid/a.png","caption":"x"}}""",
            """{"user_id":"alice","room_id":"<<group>>","message":"Yes","type":"reply","payload":{"text":"Yes","replied_comment_id":<<integer>>}}""",
        ],
        ["load_comments"] = ["""{"room_id":"<<group>>","page":1,"limit":20}"""],
        ["load_comments_with_range"] = ["""{"room_id":"<<group>>","first_comment_id":"<<integer>>","last_comment_id":"<<integer>>"}"""],
        ["post_system_event_message"] = ["""{"system_event_type":"custom","room_id":"<<group>>","message":"Somebody came","payload":{"a":1}}""", """{"system_event_type":"add_member","room_id":"<<group>>","subject_user_id":"alice","object_user_id":["bob"]}"""],
        ["webhook_logs"] = ["""{"page":1,"limit":10,"type":"all"}"""],
    };

    public static IEnumerable<Seed> Of(FuzzRoute route) =>
        ByCall.GetValueOrDefault(route.Segments[^1], []).SelectMany(body => new[] { "QISCUS-SDK-SECRET", "QISCUS_SDK_SECRET" }.Select(header => Make(route, body, header)));

    private static Seed Make(FuzzRoute route, string body, string header) => (world, random) =>
    {
        var draft = SeedBook.Blank(route.Method, route.Template, world);
        draft.Headers.AddRange([(header, world["key"]), (header.Replace("SECRET", header[6] == '-' ? "APP-ID" : "APP_ID", StringComparison.Ordinal), world.Tenant)]);
        draft.Body = new JsonBody(JsonTree.Parse(world.Concrete(body)));
        draft.Headers.Add(("Content-Type", "application/json"));
        if (route.Method == "GET" || random.Hits(20))
        {
            BodyMutations.Carry(draft, random);
            if (route.Method == "GET")
                ToQuery(draft);
        }
        return draft;
    };

    private static void ToQuery(Draft draft)
    {
        draft.Headers.RemoveAll(h => h.Name == "Content-Type");
        draft.Query.AddRange(draft.Body switch
        {
            FormBody form => form.Fields,
            MultipartBody parts => parts.Parts.Select(part => (Latin.Escape(part.Head.Split('"')[1]), (string?)Latin.Escape(part.Bytes))),
            _ => [],
        });
        draft.Body = null;
    }
}
