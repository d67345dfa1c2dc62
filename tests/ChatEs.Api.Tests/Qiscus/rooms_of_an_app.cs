using System.Text.Json;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Qiscus;

/// <summary>What the document leaves open, by the number that docs/dialects/qiscus.md gives it.</summary>
public sealed class rooms_of_an_app(QiscusHost<rooms_of_an_app> host) : IClassFixture<QiscusHost<rooms_of_an_app>>
{
    [Fact]
    public async Task ambiguity_2_participants_are_shown_where_they_are_asked_for()
    {
        var user = host.New("shown");
        var room = await host.Group("Shown", user, "second");
        (await host.Get($"get_user_rooms?user_id={user}")).Text.ShouldNotContain("participants");
        foreach (var call in new[] { $"get_user_rooms?user_id={user}&show_participants=true", $"get_rooms_info?room_ids[]={room}&show_participants=true" })
        {
            Golden.ShouldMatch(
                $$"""
                [{"room_id":"{{room}}","room_name":"Shown","room_type":"group","room_avatar_url":"","room_options":"{}","room_channel_id":"","participants":[
                  {"avatar_url":"","extras":{},"user_id":"{{user}}","username":"{{user}}"},{"avatar_url":"","extras":{},"user_id":"second","username":"second"}]}]
                """,
                JsonSerializer.SerializeToUtf8Bytes((await host.Get(call)).Results("rooms")));
        }
        (await host.Get($"get_user_rooms?user_id={user}&show_participants=maybe", 400)).ErrorShouldBe(400, null, "show_participants: ");
    }

    [Fact]
    public async Task ambiguity_3_changed_says_whether_the_call_did_anything()
    {
        var id = host.New("channel");
        (await host.Get($"get_or_create_channel?unique_id={id}&participants[]=ann")).Changed().ShouldBeTrue();
        (await host.Get($"get_or_create_channel?unique_id={id}&participants[]=ann")).Changed().ShouldBeFalse();
        var grown = await host.Post("get_or_create_channel", $$"""{"unique_id":"{{id}}","participants":["ann","ben"]}""");
        grown.Changed().ShouldBeTrue();
        (await host.Participants(grown.Room())).ShouldBe(["ann", "ben"]);

        var update = $$"""{"room_id":"{{grown.Room()}}","room_name":"Renamed","room_options":"{\"a\":1}"}""";
        (await host.Post("update_room", update)).Changed().ShouldBeTrue();
        (await host.Post("update_room", update)).Changed().ShouldBeFalse();
    }

    [Fact]
    public async Task ambiguity_4_a_channel_is_a_group_by_its_unique_id()
    {
        var id = host.New("channel");
        var named = await host.Post(
            "get_or_create_channel",
            $$"""{"unique_id":"{{id}}","participants":["ann"],"room_name":"Named","room_avatar_url":"https://a.example/b.png","room_options":"{\"x\": 1}"}""");
        Golden.ShouldMatch(
            $$"""
            {"results":{"changed":true,"room":{"room_avatar_url":"https://a.example/b.png","room_channel_id":"{{id}}","room_id":"<digits>","room_name":"Named","room_options":"{\"x\": 1}","room_type":"group"} },"status":200}
            """,
            named.Bytes);
        (await host.Get($"get_or_create_channel?unique_id={id}&participants[]=ann")).Text.ShouldBe(named.Text.Replace("true", "false", StringComparison.Ordinal));
        (await host.Get($"get_rooms_info?room_channel_ids[]={id}")).Rooms().ShouldBe([named.Room()]);
    }

    [Fact]
    public async Task ambiguity_5_a_pair_has_one_room_and_keeps_its_first_options()
    {
        var (one, other) = (host.New("one"), host.New("other"));
        var first = await host.Post("get_or_create_room_with_target", $$"""{"user_ids":["{{one}}","{{other}}"],"room_options":"{\"first\":true}"}""");
        var second = await host.Post("get_or_create_room_with_target", $$"""{"user_ids":["{{other}}","{{one}}"],"room_options":"{\"second\":true}"}""");
        second.Text.ShouldBe(first.Text);
        second.Text.ShouldContain("""{\"first\":true}""");
        foreach (var ids in new[] { "\"a\"", "\"a\",\"a\"", "\"a\",\"b\",\"c\"", "" })
            (await host.Post("get_or_create_room_with_target", $$"""{"user_ids":[{{ids}}]}""", 400)).ErrorShouldBe(400, null, "user_ids: ");
    }

    [Fact]
    public async Task ambiguity_7_only_who_was_added_or_removed_is_listed()
    {
        var room = await host.Group("Party", "ann", "ben");
        var added = await host.Post("add_room_participants", $$"""{"room_id":"{{room}}","user_ids":["ben","cid","dan","cid"]}""");
        added.Results("participants_added").Select(p => p.GetProperty("user_id").GetString()).ShouldBe(["cid", "dan"]);
        var removed = await host.Post("remove_room_participants", $$"""{"room_id":"{{room}}","user_ids":["dan","nobody","ann"]}""");
        removed.Results("participants_removed").Select(p => p.GetProperty("user_id").GetString()).ShouldBe(["dan", "ann"]);
        (await host.Post("remove_room_participants", $$"""{"room_id":"{{room}}","user_ids":["nobody"]}""")).Results("participants_removed").ShouldBeEmpty();
        (await host.Participants(room)).ShouldBe(["ben", "cid"]);
        (await host.Get("user_profile?user_id=nobody", 404)).ErrorShouldBe(404, null);
    }

    [Fact]
    public async Task ambiguity_7_an_app_that_registers_nobody_by_naming_adds_nobody()
    {
        var strict = await host.Chat.Tenant("strict", registersUnknownUsers: false);
        await host.Chat.User("strict", "known");
        foreach (var (call, body) in new[]
        {
            ("create_room", """{"room_name":"x","participants":["known","stranger"],"creator":"known"}"""),
            ("create_room", """{"room_name":"x","participants":["known"],"creator":"stranger"}"""),
            ("get_or_create_channel", """{"unique_id":"x","participants":["known","stranger"]}"""),
            ("get_or_create_room_with_target", """{"user_ids":["known","stranger"]}"""),
        })
        {
            (await host.Chat.Post(strict, call, body, 400)).ErrorShouldBe(400, null, "stranger: ");
        }
        var room = (await host.Chat.Post(strict, "create_room", """{"room_name":"x","participants":[],"creator":"known"}""")).Room();
        (await host.Chat.Post(strict, "add_room_participants", $$"""{"room_id":"{{room}}","user_ids":["known","stranger"]}""", 400))
            .ErrorShouldBe(400, null, "stranger: ");
        (await host.Chat.Get(strict, $"get_room_participants?room_id={room}")).Results("participants").ShouldBeEmpty();
        (await host.Chat.Get(strict, "get_user_rooms?user_id=known")).Rooms().ShouldBeEmpty();
    }

    [Fact]
    public async Task ambiguity_8_a_single_room_keeps_its_two_and_has_no_name()
    {
        var room = await host.Single(host.New("one"), host.New("other"));
        (await host.Post("add_room_participants", $$"""{"room_id":"{{room}}","user_ids":["third"]}""", 400)).ErrorShouldBe(400, null);
        (await host.Post("remove_room_participants", $$"""{"room_id":"{{room}}","user_ids":["one"]}""", 400)).ErrorShouldBe(400, null);
        (await host.Post("update_room", $$"""{"room_id":"{{room}}","room_name":"x"}""", 400)).ErrorShouldBe(400, null);
    }

    [Fact]
    public async Task ambiguity_8_an_unknown_room_is_404_and_left_out_of_lists()
    {
        foreach (var id in new[] { "67108863", "999999999999", "0", "-1", "007", "no-such-channel" })
        {
            (await host.Post("update_room", $$"""{"room_id":"{{id}}","room_name":"x"}""", 404)).ErrorShouldBe(404, null);
            (await host.Post("add_room_participants", $$"""{"room_id":"{{id}}","user_ids":["ghost"]}""", 404)).ErrorShouldBe(404, null);
            (await host.Post("remove_room_participants", $$"""{"room_id":"{{id}}","user_ids":["ghost"]}""", 404)).ErrorShouldBe(404, null);
            (await host.Get($"get_room_participants?room_id={id}", 404)).ErrorShouldBe(404, null);
            (await host.Get($"get_rooms_info?room_ids[]={id}")).Rooms().ShouldBeEmpty();
        }
        (await host.Get("user_profile?user_id=ghost", 404)).ErrorShouldBe(404, null);
    }

    [Fact]
    public async Task ambiguity_9_rooms_come_in_the_order_asked_each_once_ids_before_channel_ids()
    {
        var rooms = new[] { await host.Group("a", "ann"), await host.Group("b", "ann"), await host.Group("c", "ann") };
        var channel = host.New("channel");
        await host.Post("update_room", $$"""{"room_id":"{{rooms[1]}}","room_channel_id":"{{channel}}"}""");
        (await host.Get($"get_rooms_info?room_channel_ids[]={channel}&room_ids[]={rooms[2]}&room_ids[]=99999&room_ids[]={rooms[0]}&room_ids[]={rooms[2]}"))
            .Rooms().ShouldBe([rooms[2], rooms[0], rooms[1]]);
        (await host.Get($"get_rooms_info?room_ids={rooms[2]},{rooms[1]},99999,{rooms[0]}")).Rooms().ShouldBe([rooms[2], rooms[1], rooms[0]]);
        (await host.Get("get_rooms_info")).Rooms().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ \"spaced\" :\t[1 , 2.50, null ]}")]
    [InlineData("{\"unicode\":\"ñ🦊\\u00e9\\/\",\"b\":1,\"a\":1,\"a\":2}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData(" 1e3 ")]
    public async Task ambiguity_11_options_come_back_byte_for_byte(string options)
    {
        var json = JsonSerializer.Serialize(options);
        var room = (await host.Post("create_room", $$"""{"room_name":"x","participants":[],"creator":"ann","room_options":{{json}}}""")).Room();
        Options((await host.Get($"get_rooms_info?room_ids[]={room}")).Results("rooms")[0]).ShouldBe(options);
        await host.Post("update_room", $$"""{"room_id":"{{room}}","room_options":"{\"other\":1}"}""");
        var updated = await host.Post("update_room", $$"""{"room_id":"{{room}}","room_options":{{json}}}""");
        Options(updated.Json.GetProperty("results").GetProperty("room")).ShouldBe(options);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("plain")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]")]
    public async Task ambiguity_11_options_that_are_no_json_are_refused(string options)
    {
        var json = JsonSerializer.Serialize(options);
        (await host.Post("create_room", $$"""{"room_name":"x","participants":[],"creator":"ann","room_options":{{json}}}""", 400))
            .ErrorShouldBe(400, null, "room_options: ");
        (await host.Post("get_or_create_room_with_target", $$"""{"user_ids":["a","b"],"room_options":{{json}}}""", 400))
            .ErrorShouldBe(400, null, "room_options: ");
    }

    [Fact]
    public async Task ambiguity_13_a_room_is_read_by_its_channel_id_too()
    {
        var channel = host.New("channel");
        var room = (await host.Get($"get_or_create_channel?unique_id={channel}&participants[]=ann")).Room();
        (await host.Get($"get_room_participants?room_id={channel}")).Results("participants").Count.ShouldBe(1);
        (await host.Get($"get_rooms_info?room_ids[]={channel}")).Rooms().ShouldBe([room]);
    }

    [Fact]
    public async Task ambiguity_14_the_creator_is_in_the_room_only_as_a_participant()
    {
        var room = (await host.Post("create_room", """{"room_name":"x","participants":[],"creator":"maker"}""")).Room();
        (await host.Participants(room)).ShouldBeEmpty();
        (await host.Participants(await host.Group("x", "maker", "other"))).ShouldBe(["maker", "other"]);
        (await host.Post("create_room", """{"room_name":"x","creator":"maker"}""", 400)).ErrorShouldBe(400, null, "participants: ");
        (await host.Get("get_or_create_channel?unique_id=empty&participants[]=", 400)).ErrorShouldBe(400, null, "participants: ");
    }

    [Fact]
    public async Task ambiguity_15_a_channel_id_belongs_to_one_room()
    {
        var (room, other, channel) = (await host.Group("x", "ann"), await host.Group("y", "ann"), host.New("channel"));
        await host.Post("update_room", $$"""{"room_id":"{{room}}","room_channel_id":"{{channel}}"}""");
        (await host.Post("update_room", $$"""{"room_id":"{{other}}","room_channel_id":"{{channel}}"}""", 400)).ErrorShouldBe(400, null);
        await host.Post("update_room", $$"""{"room_id":"{{room}}","room_channel_id":"{{channel}}-moved"}""");
        (await host.Post("update_room", $$"""{"room_id":"{{other}}","room_channel_id":"{{channel}}"}""")).Changed().ShouldBeTrue();
        (await host.Get($"get_rooms_info?room_channel_ids[]={channel}")).Rooms().ShouldBe([other]);
    }

    [Fact]
    public async Task ambiguity_17_a_single_room_shows_the_peer_in_a_users_list_alone()
    {
        var (one, other) = (host.New("one"), host.New("other"));
        var room = await host.Single(one, other);
        await host.Post("login_or_register", $$"""{"user_id":"{{other}}","username":"Other","avatar_url":"https://a.example/other.png"}""");
        Avatar(await host.Get($"get_user_rooms?user_id={one}")).ShouldBe("https://a.example/other.png");
        Avatar(await host.Get($"get_user_rooms?user_id={other}")).ShouldBe("");
        Avatar(await host.Get($"get_rooms_info?room_ids[]={room}")).ShouldBe("");
    }

    [Fact]
    public async Task what_is_not_given_changes_nothing()
    {
        var room = (await host.Post(
            "create_room", """{"room_name":"Kept","participants":["ann"],"creator":"ann","room_avatar_url":"https://a.example/a.png","room_options":"{\"k\":1}"}""")).Room();
        var before = (await host.Get($"get_rooms_info?room_ids[]={room}")).Text;
        (await host.Post("update_room", $$"""{"room_id":"{{room}}","room_name":"","room_options":"","room_avatar_url":null,"room_channel_id":""}""")).Changed().ShouldBeFalse();
        (await host.Post("update_room", $$"""{"room_id":{{room}}}""")).Changed().ShouldBeFalse();
        (await host.Get($"get_rooms_info?room_ids[]={room}")).Text.ShouldBe(before);
    }

    private static string Options(JsonElement room) => room.GetProperty("room_options").GetString()!;

    private static string Avatar(Answer answer) => answer.Results("rooms")[0].GetProperty("room_avatar_url").GetString()!;
}
