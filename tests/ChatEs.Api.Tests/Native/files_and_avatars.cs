using System.Security.Cryptography;
using System.Text;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native;

public sealed class files_and_avatars(HostOf<files_and_avatars> host) : IClassFixture<HostOf<files_and_avatars>>
{
    /// <summary>The head of an image of 3 × 2 pixels; nobody looks further.</summary>
    private static readonly byte[] Png =
        [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0, 0x12, 0x16, 0xF1, 0x4D];

    [Fact]
    public async Task a_file_is_uploaded_as_it_is_and_attached_by_a_message()
    {
        var room = await host.Room();
        var file = await Upload(host.Ann, "?name=fox.png", Png, null);
        (file.String("name"), file.String("contentType"), file.Long("size"), file.Long("width"), file.Long("height"))
            .ShouldBe(("fox.png", "image/png", Png.Length, 3, 2));
        file.String("sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Png)));
        (await host.Scenario(x => x.Get($"/v1/files/{file.Long("file")}").As(host.Ann))).Json.TryGetProperty("url", out _).ShouldBeFalse();

        await Attach(room, host.Ann, file.Long("file"), 201);
        var message = await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ben));
        var attachment = message.Json.GetProperty("attachments")[0];
        attachment.GetProperty("name").GetString().ShouldBe("fox.png");
        (await Fetch(attachment.GetProperty("url").GetString()!)).Bytes.ShouldBe(Png);

        var seen = await host.Scenario(x => x.Get($"/v1/files/{file.Long("file")}").As(host.Ben));
        (seen.Long("room"), seen.Long("number")).ShouldBe((room, 1));
        (await Fetch(seen.String("url")!)).Bytes.ShouldBe(Png);
    }

    [Fact]
    public async Task a_file_belongs_to_who_uploaded_it_and_to_one_message()
    {
        var room = await host.Room();
        var file = (await Upload(host.Ann, "", "notes"u8.ToArray(), null)).Long("file");
        await Attach(room, host.Ben, file, 404);
        await host.Scenario(x =>
        {
            x.Get($"/v1/files/{file}").As(host.Ben);
            x.ProblemShouldBe(404, "file_not_found");
        });
        await Attach(room, host.Ann, file, 201);
        await Attach(room, host.Ann, file, 409);
        await host.Scenario(x =>
        {
            x.Get($"/v1/files/{file}").As(host.Cid);
            x.ProblemShouldBe(404, "file_not_found");
        });
    }

    [Fact]
    public async Task a_form_carries_several_files_to_a_message_and_one_is_taken_away()
    {
        var room = await host.Room();
        await host.Post(room, host.Ben, "see below");
        var answer = await host.Scenario(x =>
        {
            x.Post($"/v1/rooms/{room}/messages/1/attachments").As(host.Ben).Body(Form(("a.txt", "first"), ("b.txt", "second")), "multipart/form-data; boundary=xyz");
            x.StatusShouldBe(201);
        });
        var files = answer.Json.GetProperty("files").EnumerateArray().ToList();
        files.Select(file => file.GetProperty("name").GetString()).ShouldBe(["a.txt", "b.txt"]);
        var (number, url) = (files[0].GetProperty("file").GetInt64(), files[0].GetProperty("url").GetString()!);
        (await Fetch(url)).Text.ShouldBe("first");
        await host.Scenario(x =>
        {
            x.Delete($"/v1/rooms/{room}/messages/1/attachments/{number}").As(host.Cid);
            x.ProblemShouldBe(404, "room_not_found");
        });
        for (var i = 0; i < 2; i++)
        {
            await host.Scenario(x =>
            {
                x.Delete($"/v1/rooms/{room}/messages/1/attachments/{number}").As(host.Ben);
                x.StatusShouldBe(204);
            });
        }
        (await Fetch(url, 404)).Text.ShouldNotContain("first");
        var message = await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ann));
        message.Json.GetProperty("attachments").EnumerateArray().Single().GetProperty("name").GetString().ShouldBe("b.txt");
    }

    [Fact]
    public async Task nothing_is_kept_for_a_message_that_is_not_there_or_not_to_be_seen()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "see below");
        var before = (await Upload(host.Ann, "", "one"u8.ToArray(), null)).Long("file");
        foreach (var (who, number, code) in new[] { (host.Ann, 2, "message_not_found"), (host.Cid, 1, "room_not_found") })
        {
            await host.Scenario(x =>
            {
                x.Post($"/v1/rooms/{room}/messages/{number}/attachments").As(who).Body("lost"u8.ToArray(), null);
                x.ProblemShouldBe(404, code);
            });
        }
        // Numbers are given out one after the other to what is kept.
        (await Upload(host.Ann, "", "two"u8.ToArray(), null)).Long("file").ShouldBe(before + 1);
    }

    [Theory]
    [InlineData(@"C:\Users\ann\notes.txt", "notes.txt")]
    [InlineData("/home/ann/notes.txt", "notes.txt")]
    [InlineData("notes/", "file")]
    public async Task the_name_of_a_part_is_kept_without_its_folders(string sent, string kept)
    {
        var answer = await host.Scenario(x =>
        {
            x.Post("/v1/files").As(host.Ann).Body(Form((sent, "x")), "multipart/form-data; boundary=xyz");
            x.StatusShouldBe(201);
        });
        answer.Of("files", 0).String("name").ShouldBe(kept);
    }

    [Fact]
    public async Task the_same_upload_again_is_the_same_file()
    {
        var room = await host.Room();
        await host.Post(room, host.Ann, "see below");
        foreach (var path in new[] { "/v1/files?name=a", $"/v1/rooms/{room}/messages/1/attachments?name=a" })
        {
            var key = host.New("upload");
            var first = await Upload(host.Ann, "", "same"u8.ToArray(), key, path);
            (await Upload(host.Ann, "", "same"u8.ToArray(), key, path)).Text.ShouldBe(first.Text);
            await host.Scenario(x =>
            {
                x.Post(path).As(host.Ann).Header("Idempotency-Key", key).Body("other"u8.ToArray(), null);
                x.ProblemShouldBe(422, "idempotency_mismatch");
            });
        }
        (await host.Scenario(x => x.Get($"/v1/rooms/{room}/messages/1").As(host.Ann))).Json.GetProperty("attachments").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task what_is_no_form_or_too_large_or_badly_named_is_refused()
    {
        foreach (var (body, type, member) in new[]
        {
            ("--xyz\r\nnonsense", "multipart/form-data; boundary=xyz", "body"), ("", "multipart/form-data; boundary=xyz", "body"),
            (Encoding.UTF8.GetString(Form()), "multipart/form-data; boundary=xyz", "body"),
            (Encoding.UTF8.GetString(Form((new string('n', 256), "x"))), "multipart/form-data; boundary=xyz", "fileName"),
        })
        {
            await host.Scenario(x =>
            {
                x.Post("/v1/files").As(host.Ann).Body(Encoding.UTF8.GetBytes(body), type);
                x.ProblemShouldBe(400, "invalid", member);
            });
        }
        await host.Scenario(x =>
        {
            x.Post("/v1/files").As(host.Ann).Body(new byte[(25 * 1024 * 1024) + 1], "application/octet-stream");
            x.ProblemShouldBe(413, "file_too_large");
        });
        await host.Scenario(x =>
        {
            x.Post("/v1/files?name=a%0Ab").As(host.Ann).Body(Png, null);
            x.ProblemShouldBe(400, "invalid", "fileName");
        });
    }

    [Fact]
    public async Task conditions_and_ranges_that_do_not_fit_are_refused_in_our_words()
    {
        await host.Scenario(x =>
        {
            x.Put("/v1/me/avatar").As(host.Ben).Body(Png, "image/png");
            x.StatusShouldBe(204);
        });
        foreach (var (header, value, status, code) in new[] { ("If-Match", "\"x\"", 412, "precondition_failed"), ("Range", "bytes=100000-", 416, "range_not_satisfiable") })
        {
            var answer = await host.Scenario(x =>
            {
                x.Get("/v1/me/avatar").As(host.Ben).Header(header, value);
                x.ProblemShouldBe(status, code);
                x.HeaderShouldBe("Cache-Control", "no-store");
            });
            answer.Header("Content-Disposition").ShouldBeNull();
        }
    }

    [Fact]
    public async Task a_room_and_a_user_have_avatars_elsewhere_or_here()
    {
        var room = await host.Room();
        foreach (var (path, owner) in new[] { ($"/v1/rooms/{room}", ""), ("/v1/me", ""), ($"/v1/users/{host.Ann.UserNumber}", ""), ("/v1/users/by-id", "?id=ann") })
        {
            await Nothing(x => x.Put($"{path}/avatar{owner}").As(host.Ann).Json("""{"url":"https://example.com/fox.png"}"""));
            await host.Scenario(x =>
            {
                x.Get($"{path}/avatar{owner}").As(host.Ann);
                x.StatusShouldBe(302);
                x.HeaderShouldBe("Location", "https://example.com/fox.png");
            });
            await Nothing(x => x.Put($"{path}/avatar{owner}").As(host.Ann).Body(Png, "image/jpeg"));
            var picture = await host.Scenario(x => x.Get($"{path}/avatar{owner}").As(host.Ann));
            (picture.ContentType, picture.Bytes.Length).ShouldBe(("image/png", Png.Length));
            await host.Scenario(x =>
            {
                x.Get($"{path}/avatar{owner}").As(host.Ann).Header("If-None-Match", picture.Header("ETag")!);
                x.StatusShouldBe(304);
            });
            if (!path.Contains("me", StringComparison.Ordinal))
            {
                var avatar = (await host.Scenario(x => x.Get($"{path}{owner}").As(host.Ann))).Json.GetProperty("avatar");
                avatar.GetProperty("width").GetInt32().ShouldBe(3);
                (await Fetch(avatar.GetProperty("url").GetString()!)).Bytes.ShouldBe(Png);
            }
            await Nothing(x => x.Delete($"{path}/avatar{owner}").As(host.Ann));
            await host.Scenario(x =>
            {
                x.Get($"{path}/avatar{owner}").As(host.Ann);
                x.ProblemShouldBe(404, "avatar_not_found");
            });
        }
        await host.Scenario(x =>
        {
            x.Put($"/v1/rooms/{room}/avatar").As(host.Ann).Body("<svg/>"u8.ToArray(), "image/svg+xml");
            x.ProblemShouldBe(400, "invalid", "body");
        });
        await host.Scenario(x =>
        {
            x.Put("/v1/me/avatar").As(host.Ann).Json("""{"url":"javascript:alert(1)"}""");
            x.ProblemShouldBe(400, "invalid", "url");
        });
        await host.Scenario(x =>
        {
            x.Put($"/v1/rooms/{room}/avatar").As(host.Ben).Body(Png, "image/png");
            x.ProblemShouldBe(403, "not_allowed");
        });
    }

    private async Task<Answer> Upload(Identity who, string query, byte[] bytes, string? key, string path = "/v1/files")
    {
        var answer = await host.Scenario(x =>
        {
            x.Post(path + query).As(who).Body(bytes, "application/octet-stream");
            if (key is not null)
                x.Header("Idempotency-Key", key);
            x.StatusShouldBe(201);
        });
        return answer.Of("files", 0);
    }

    private Task<Answer> Attach(long room, Identity who, long file, int status) => host.Scenario(x =>
    {
        x.Post($"/v1/rooms/{room}/messages").As(who).Json($$"""{"text":"","kind":"file","attachments":[{{file}}]}""");
        x.StatusShouldBe(status);
    });

    private Task<Answer> Fetch(string url, int status = 200) => host.Scenario(x =>
    {
        x.Get(new Uri(url).PathAndQuery);
        x.StatusShouldBe(status);
    });

    private Task<Answer> Nothing(Action<Scenario> tell) => host.Scenario(x =>
    {
        tell(x);
        x.StatusShouldBe(204);
    });

    private static byte[] Form(params (string Name, string Text)[] files)
    {
        var form = new StringBuilder();
        foreach (var (name, text) in files)
            form.Append($"--xyz\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n{text}\r\n");
        return Encoding.UTF8.GetBytes(form.Append("--xyz--\r\n").ToString());
    }
}
