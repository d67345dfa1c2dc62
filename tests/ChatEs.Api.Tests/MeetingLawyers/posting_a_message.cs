using System.Text;
using System.Text.Json;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.MeetingLawyers;

public sealed class posting_a_message(MeetingLawyersWorld<posting_a_message> world) : IClassFixture<MeetingLawyersWorld<posting_a_message>>
{
    [Fact]
    public async Task a_text_is_answered_as_the_message_that_it_became()
    {
        var room = await world.Conversation();
        var id = Guid.NewGuid();
        var answer = await world.Post(world.One, Text(room, id, "Te paso una foto 🙂"));
        Golden.ShouldMatch(
            $$"""
            {"from_user_id":"{{world.One.UserId}}","to_user_id":"{{world.Other.UserId}}","room_id":{{room}},"message_id":"{{id}}",
             "status":"sent","type":"text","text":"Te paso una foto 🙂","created_at":"<time>"}
            """,
            answer.Bytes, ("time", @"2021-08-01T\d\d:\d\d:\d\d"));
        (await world.List(world.Other, room)).Json[0].GetRawText().ShouldBe(answer.Text);
    }

    [Fact]
    public async Task an_image_has_its_pixels_and_can_be_fetched_without_headers()
    {
        var room = await world.Conversation();
        var bytes = Pictures.Png(640, 480, 300_000);
        var answer = await world.Post(world.One, Media(room, Guid.NewGuid(), "image", bytes, null));
        Golden.ShouldMatch(
            $$"""
            {"from_user_id":"<string>","to_user_id":"<string>","room_id":{{room}},"message_id":"<uuid>","status":"sent","type":"image",
             "image_url":"<signed>","image_thumb_url":"<signed>","image_width":"640","image_height":"480","created_at":"<string>"}
            """,
            answer.Bytes, ("signed", @"http://localhost/files/\d+/image\.png\?expires=\d+&signature=[\w-]+"));
        var fetched = await world.Scenario(x => x.Get(new Uri(answer.String("image_url")!).PathAndQuery));
        (fetched.ContentType, fetched.Bytes.AsSpan().SequenceEqual(bytes)).ShouldBe(("image/png", true));
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(1024, "1")]
    [InlineData(1025, "2")]
    [InlineData(MeetingLawyersWorld<posting_a_message>.MaxBytes, "2930")]
    public async Task a_file_has_its_name_and_its_size_in_kilobytes_rounded_up(int length, string size)
    {
        var room = await world.Conversation();
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var answer = await world.Post(world.One, Media(room, Guid.NewGuid(), "file", bytes, "päper \"1\".bin"));
        Golden.ShouldMatch(
            $$"""
            {"from_user_id":"<string>","to_user_id":"<string>","room_id":{{room}},"message_id":"<uuid>","status":"sent","type":"file",
             "file_url":"<url>","file_name":"päper \"1\".bin","file_size":"{{size}}","created_at":"<string>"}
            """,
            answer.Bytes);
        (await world.Scenario(x => x.Get(new Uri(answer.String("file_url")!).PathAndQuery))).Bytes.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Theory]
    [InlineData("data:image/png;base64,", false)]
    [InlineData("", true)]
    public async Task base64_is_taken_as_clients_write_it(string prefix, bool escaped)
    {
        var room = await world.Conversation();
        var bytes = Pictures.Png(7, 5, 4000);
        new Random(7).NextBytes(bytes.AsSpan(40));
        var base64 = prefix + Convert.ToBase64String(bytes, escaped ? Base64FormattingOptions.InsertLineBreaks : Base64FormattingOptions.None);
        var content = JsonSerializer.Serialize(base64);
        if (escaped)
            content = content.Replace("/", "\\/", StringComparison.Ordinal);
        var answer = await world.Scenario(x => x.Post("/chat/message").As(world.One).Json(
            $$"""{"content":{{content}},"type":"image","message_id":"{{Guid.NewGuid()}}","room_id":{{room}},"file_name":"p.png","unknown":[1]}"""));
        (answer.String("image_width"), answer.String("image_height")).ShouldBe(("7", "5"));
        (await world.Scenario(x => x.Get(new Uri(answer.String("image_url")!).PathAndQuery))).Bytes.AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    /// <summary>The client makes the id, so posting again is the same message.</summary>
    [Fact]
    public async Task the_same_post_again_is_the_same_message()
    {
        var room = await world.Conversation();
        object[] posts = [Text(room, Guid.NewGuid(), "once"), Media(room, Guid.NewGuid(), "image", Pictures.Png(2, 2), "a.png"), Media(room, Guid.NewGuid(), "file", [1, 2, 3], "b")];
        foreach (var post in posts)
        {
            var first = await world.Post(world.One, post);
            var again = await world.Post(world.One, post);
            again.Text.ShouldBe(first.Text);
        }
        (await world.All(room)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task of_sixteen_who_post_the_same_at_once_all_get_the_one_message()
    {
        var room = await world.Conversation();
        var post = Text(room, Guid.NewGuid(), "race");
        var one = world.One;
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => world.Post(one, post)));
        answers.Select(a => a.Text).Distinct().Count().ShouldBe(1);
        (await world.All(room)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_message_id_of_another_message_is_a_conflict_that_shows_nothing()
    {
        var room = await world.Conversation();
        var (one, other) = (world.One, world.Other);
        var elsewhere = await world.Acting.Room(participants: [one.Number, other.Number]);
        var id = Guid.NewGuid();
        await world.Post(one, Text(room, id, "mine"));
        var refused = new List<string>
        {
            await Conflict(other, Text(room, id, "mine")),
            await Conflict(one, Text(elsewhere, id, "mine")),
            await Conflict(one, Text(room, id, "something else")),
            await Conflict(one, Media(room, id, "file", Encoding.UTF8.GetBytes("mine"), "mine")),
        };
        await world.Acting.Do(new DeleteMessage(room, one.Number, new(1)));
        refused.Add(await Conflict(one, Text(room, id, "mine")));
        refused.Distinct().Count().ShouldBe(1);
        refused[0].ShouldNotContain("mine");
        var rival = await world.Client("rival's", world.Rival);
        var theirs = await new Acting(world.Chat, "rival").Room(participants: rival.Number);
        (await world.Post(rival, Text(theirs, id, "another tenant's ids are its own"))).String("message_id").ShouldBe($"{id}");
    }

    [Fact]
    public async Task a_retry_after_an_edit_is_still_a_retry()
    {
        var room = await world.Conversation();
        var post = Text(room, Guid.NewGuid(), "first words");
        await world.Post(world.One, post);
        await world.Acting.Do(new EditMessage(room, world.One.Number, new(1), "second thoughts"));
        (await world.Post(world.One, post)).String("text").ShouldBe("second thoughts");
    }

    [Fact]
    public async Task an_idempotency_key_belongs_to_one_request()
    {
        var room = await world.Conversation();
        var (one, id) = (world.One, Guid.NewGuid());
        var first = await Keyed(Text(room, id, "x"), 200);
        (await Keyed(Text(room, id, "x"), 200)).Text.ShouldBe(first.Text);
        (await Keyed(Text(room, Guid.NewGuid(), "y"), 400)).Text.ShouldContain("Idempotency-Key");
        (await Keyed(Text(room, id, "y"), 400)).Text.ShouldContain("Idempotency-Key");
        (await world.All(room)).Count.ShouldBe(1);

        Task<Answer> Keyed(object post, int status) => world.Scenario(x =>
        {
            x.Post("/chat/message").As(one).Header("Idempotency-Key", "k-1").Json(JsonSerializer.Serialize(post));
            x.StatusShouldBe(status);
        });
    }

    [Fact]
    public async Task posting_to_a_public_room_joins_it()
    {
        var room = await world.Acting.Room(isPublic: true);
        await world.Post(world.Stranger, Text(room, Guid.NewGuid(), "hello"));
        (await world.Events(room, "participants_added")).ShouldBe(1);
    }

    private static object Text(RoomNumber room, Guid id, string text) => new { room_id = room.Value, message_id = id, type = "text", content = text };

    private static object Media(RoomNumber room, Guid id, string type, byte[] bytes, string? name) =>
        new { room_id = room.Value, message_id = id, type, content = Convert.ToBase64String(bytes), file_name = name };

    [Fact]
    public async Task a_file_that_is_refused_is_not_kept()
    {
        var room = await world.Conversation();
        await world.Acting.Do(new ArchiveRoom(room, Actor.Server));
        await world.Scenario(x =>
        {
            x.Post("/chat/message").As(world.One).Json(
                $$"""{"content":"SGVsbG8=","type":"file","message_id":"{{Guid.NewGuid()}}","room_id":{{room}},"file_name":"not-kept.txt"}""");
            x.ErrorShouldBe(403, "room_archived");
        });
        await using var command = world.Db.CreateCommand("select count(*) from vault.files where file_name = 'not-kept.txt'");
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }

    private async Task<string> Conflict(Client by, object post) => (await world.Scenario(x =>
    {
        x.Post("/chat/message").As(by).Json(JsonSerializer.Serialize(post));
        x.ErrorShouldBe(409, "message_id_taken");
    })).Text;
}
