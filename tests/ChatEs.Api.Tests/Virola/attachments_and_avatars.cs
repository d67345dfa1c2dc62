using System.Net;
using ChatEs.Application.Files;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Virola;

public sealed class attachments_and_avatars(ActingHost<attachments_and_avatars> host) : IClassFixture<ActingHost<attachments_and_avatars>>
{
    /// <summary>One red pixel.</summary>
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    [Fact]
    public async Task one_or_more_files_are_attached_and_shown_with_their_message()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "see");
        await Attach(posted, host.Ann, ("files", "Screenshot.png", Png), ("files", "notes é.txt", "hello"u8.ToArray()), ("other", "no.txt", [1]));

        var message = (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ben))).Json.GetProperty("messages")[0];
        var attachments = message.GetProperty("attachments").EnumerateArray().ToList();
        attachments.Count.ShouldBe(2);
        message.GetProperty("lastModifiedUtc").GetInt64().ShouldBe(attachments[1].GetProperty("createdUtc").GetInt64());
        var expected = $$"""
            {"attachmentId":"<number>","attachmentState":"ReadyForDownloadFromServerToClient","createdUtc":"<number>",
             "fileChecksum":"b2bbe763c7e1828c750d53f78550709a6fea19be","fileName":"Screenshot.png","fileSize":{{Png.Length}},
             "hasThumbnail":false,"lastModifiedUtc":"<number>","roomId":{{room}},"textMessageId":{{posted.Id()}}}
            """;
        var id = attachments[0].GetProperty("attachmentId").GetInt64();
        Golden.ShouldMatch(expected, System.Text.Encoding.UTF8.GetBytes(attachments[0].GetRawText()));
        var alone = await host.Scenario(x => x.Get($"/api/v1/attachments/{id}").As(host.Ben));
        alone.Text.ShouldBe(attachments[0].GetRawText());
        attachments[1].GetProperty("fileName").GetString().ShouldBe("notes é.txt");
    }

    [Fact]
    public async Task the_bytes_come_with_length_type_and_a_name_to_save_them_under()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "see");
        await Attach(posted, host.Ann, ("files", "Screenshot.png", Png));
        var id = await AttachmentOf(room);
        foreach (var name in new[] { "Screenshot.png", "another", "50%%20off%20", "a/b", "", "%22%0d%0aX-Evil:%201" })
        {
            var file = await host.Scenario(x => x.Get($"/api/v1/attachments/{id}/{name}").As(host.Ben));
            if (name.Length == 0)
            {
                file.Long("attachmentId").ShouldBe(id); // without a name it is the file's description
                continue;
            }
            file.Bytes.ShouldBe(Png);
            (file.ContentType, file.Header("Content-Length")).ShouldBe(("image/png", $"{Png.Length}"));
            file.Header("Content-Disposition").ShouldBe("attachment; filename=Screenshot.png; filename*=UTF-8''Screenshot.png");
            file.Header("X-Content-Type-Options").ShouldBe("nosniff");
        }
        var head = await host.Scenario(x => x.To(HttpMethod.Head, $"/api/v1/attachments/{id}/x").As(host.Ben));
        head.Header("Content-Length").ShouldBe($"{Png.Length}");
        var part = await host.Scenario(x =>
        {
            x.Get($"/api/v1/attachments/{id}/x").As(host.Ben).Header("Range", "bytes=1-3");
            x.StatusShouldBe(206);
        });
        part.Text.ShouldBe("PNG");
    }

    [Theory]
    [InlineData("C:\\\\Users\\\\ann\\\\report.txt", "report.txt")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("folder/", "file")]
    [InlineData("50%%20off .txt", "50%%20off .txt")]
    public async Task a_name_is_kept_without_its_folders(string sent, string kept)
    {
        var room = await host.Room();
        await Attach(await host.Post(room, host.Ann, "see"), host.Ann, ("files", sent, "x"u8.ToArray()));
        var answer = await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann));
        answer.Json.GetProperty("messages")[0].GetProperty("attachments")[0].GetProperty("fileName").GetString().ShouldBe(kept);
    }

    [Fact]
    public async Task html_is_never_handed_out_as_html()
    {
        var room = await host.Room();
        await Attach(await host.Post(room, host.Ann, "see"), host.Ann, ("files", "x.html", "<html><script>alert(1)</script>"u8.ToArray()));
        var id = await AttachmentOf(room);
        var file = await host.Scenario(x => x.Get($"/api/v1/attachments/{id}/x.html").As(host.Ben));
        file.ContentType.ShouldBe("text/plain; charset=utf-8");
        file.Header("Content-Security-Policy").ShouldBe("sandbox; default-src 'none'");
    }

    [Fact]
    public async Task taking_a_file_away_is_for_the_author_and_for_moderators()
    {
        var room = await host.Room();
        await Attach(await host.Post(room, host.Ann, "see"), host.Ann, ("files", "a.txt", "a"u8.ToArray()));
        var id = await AttachmentOf(room);
        await host.Scenario(x =>
        {
            x.Delete($"/api/v1/attachments/{id}").As(host.Ben);
            x.ErrorShouldBe(403);
        });
        await host.Scenario(x =>
        {
            x.Delete($"/api/v1/attachments/{id}").As(host.Ann);
            x.DoneShouldBe();
        });
        foreach (var path in new[] { $"{id}", $"{id}/a.txt" })
            await ShouldBeMissing("GET", $"/api/v1/attachments/{path}", host.Ann, "Attachment not found");
        await ShouldBeMissing("DELETE", $"/api/v1/attachments/{id}", host.Ann, "Attachment not found");
    }

    [Fact]
    public async Task only_the_author_or_a_moderator_attaches_and_only_to_a_message_that_stands()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "hers");
        await host.Scenario(x =>
        {
            x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(host.Ben).Content(Virola.Form(("files", "a", [1])));
            x.ErrorShouldBe(403);
        });
        await host.Do(new DeleteMessage(room, Actor.Server, posted.Number));
        await host.Scenario(x =>
        {
            x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(host.Ann).Content(Virola.Form(("files", "a", [1])));
            x.ErrorShouldBe(404, "Message not found");
        });
    }

    [Fact]
    public async Task a_body_that_is_no_upload_is_refused_and_attaches_nothing()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "see");
        var many = Enumerable.Range(0, Validation.MostFiles + 1).Select(i => ("files", $"{i}", new byte[] { 1 })).ToArray();
        (HttpContent Content, int Status)[] wrong =
        [
            (new StringContent("{}", null, "application/json"), 400),
            (new ByteArrayContent([]), 400),
            (Virola.Form(("other", "a", [1])), 400),
            (Virola.Form(many), 400),
            (Virola.Form(("files", new string('x', 256), [1])), 400),
            (Cut("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nhalf"), 400),
            (Cut("no boundary at all"), 400),
            (Virola.Form(("files", "large", new byte[new FileSettings().MaxBytes + 1])), 413),
        ];
        foreach (var (content, status) in wrong)
        {
            await host.Scenario(x =>
            {
                x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(host.Ann).Content(content);
                x.ErrorShouldBe(status);
            });
        }
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann))).Json.GetProperty("messages")[0]
            .GetProperty("attachments").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task an_upload_that_comes_again_with_its_key_attaches_once()
    {
        var room = await host.Room();
        var posted = await host.Post(room, host.Ann, "see");
        for (var i = 0; i < 2; i++)
        {
            await host.Scenario(x => x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(host.Ann).Header("Idempotency-Key", "up")
                .Content(Virola.Form(("files", "a", [1]), ("files", "b", [2]))));
        }
        await host.Scenario(x =>
        {
            x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(host.Ann).Header("Idempotency-Key", "up").Content(Virola.Form(("files", "a", [3])));
            x.ErrorShouldBe(422);
        });
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann))).Json.GetProperty("messages")[0]
            .GetProperty("attachments").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task avatars_are_shown_by_their_own_type_and_are_missing_otherwise()
    {
        var room = await host.Room();
        await ShouldBeMissing("GET", $"/api/v1/rooms/{room}/avatar.jpg", host.Ben, "Avatar not found");
        await ShouldBeMissing("GET", $"/api/v1/users/{host.Cid.UserNumber}/avatar.jpg", host.Ben, "Avatar not found");
        await ShouldBeMissing("GET", "/api/v1/users/999999/avatar.jpg", host.Ben, "Avatar not found");

        await host.Do(new SetRoomAvatar(room, Actor.Server, Avatar.Of(await File("room.png"))));
        await host.Do(new SetUserAvatar(ActingHost<attachments_and_avatars>.Number(host.Ann), Actor.Server, Avatar.Of(await File("ann.png"))));
        foreach (var (path, name) in new[] { ($"rooms/{room}", "room.png"), ($"users/{host.Ann.UserNumber}", "ann.png") })
        {
            var avatar = await host.Scenario(x => x.Get($"/api/v1/{path}/avatar.jpg").As(host.Ben));
            avatar.Bytes.ShouldBe(Png);
            (avatar.ContentType, avatar.Header("Content-Length")).ShouldBe(("image/png", $"{Png.Length}"));
            avatar.Header("Content-Disposition").ShouldBe($"inline; filename={name}; filename*=UTF-8''{name}");
            await host.Scenario(x =>
            {
                x.Get($"/api/v1/{path}/avatar.jpg").As(host.Ben).Header("If-Match", "\"x\"");
                x.ErrorShouldBe(412);
            });
            await host.Scenario(x =>
            {
                x.Get($"/api/v1/{path}/avatar.jpg").As(host.Ben).Header("Range", "bytes=100000-");
                x.ErrorShouldBe(416);
            });
            await host.Scenario(x =>
            {
                x.Get($"/api/v1/{path}/avatar.jpg").As(host.Ben).Header("If-None-Match", avatar.Header("ETag")!);
                x.StatusShouldBe(304);
            });
        }
        await host.Do(new SetRoomAvatar(room, Actor.Server, Avatar.At("https://elsewhere.example/a.png")));
        await ShouldBeMissing("GET", $"/api/v1/rooms/{room}/avatar.jpg", host.Ben, "Avatar not found");
    }

    private static ByteArrayContent Cut(string body)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        return content;
    }

    private Task<Answer> Attach(MessagePostedResult posted, Identity who, params (string, string, byte[])[] files) => host.Scenario(x =>
    {
        x.Post($"/api/v1/messages/{posted.Id()}/attachments").As(who).Content(Virola.Form(files));
        x.DoneShouldBe();
    });

    private async Task<long> AttachmentOf(RoomNumber room) =>
        (await host.Scenario(x => x.Get($"/api/v1/rooms/{room}/messages").As(host.Ann))).Json.GetProperty("messages")[0]
            .GetProperty("attachments")[0].GetProperty("attachmentId").GetInt64();

    private async Task<NamedFile> File(string name)
    {
        using var content = new MemoryStream(Png);
        var saved = await host.Chat.Service<FileStore>().Save("acme", uploadedBy: null, name, content, default);
        return new(saved.Result!, name);
    }

    private Task<Answer> ShouldBeMissing(string method, string path, Identity who, string text) => host.Scenario(x =>
    {
        x.To(new(method), path).As(who);
        x.ErrorShouldBe((int)HttpStatusCode.NotFound, text);
    });
}
