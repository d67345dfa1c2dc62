using System.Net.Http.Headers;
using ChatEs.Api.Files;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Domain.Users;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Files;

public sealed class opening_a_signed_address(FileWorld<opening_a_signed_address> world) : IClassFixture<FileWorld<opening_a_signed_address>>
{
    private static readonly byte[] Gif = [.. "GIF89a"u8, 1, 0, 1, 0, .. FileWorld<opening_a_signed_address>.Bytes(300_000)];

    [Fact]
    public async Task gives_the_file_without_any_header()
    {
        var file = await world.Show(Gif, "cat.gif");
        var answer = await world.Get(await world.Address(file));
        answer.Bytes.ShouldBe(Gif);
        answer.ContentType.ShouldBe("image/gif");
        foreach (var (name, value) in new[]
        {
            ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "sandbox; default-src 'none'"),
            ("ETag", $"\"{file.File.Sha256}\""), ("Content-Length", $"{Gif.Length}"), ("Accept-Ranges", "bytes"),
            ("Content-Disposition", "inline; filename=cat.gif; filename*=UTF-8''cat.gif"), ("Cache-Control", "max-age=3600, private"),
        })
            answer.Header(name).ShouldBe(value, name);
    }

    [Fact]
    public async Task tells_about_it_without_the_bytes()
    {
        var address = await world.Address(await world.Show(Gif, "cat.gif"));
        var answer = await world.Chat.Scenario(x => x.To(HttpMethod.Head, address));
        (answer.Bytes.Length, answer.Header("Content-Length"), answer.ContentType).ShouldBe((0, $"{Gif.Length}", "image/gif"));
    }

    [Theory]
    [InlineData("bytes=0-0", 206, 0, 1)]
    [InlineData("bytes=262140-262150", 206, 262_140, 11)]
    [InlineData("bytes=300000-", 206, 300_000, 10)]
    [InlineData("bytes=-5", 206, 300_005, 5)]
    [InlineData("bytes=300000-999999999", 206, 300_000, 10)]
    [InlineData("bytes=0-1,5-6", 200, 0, 300_010)]
    [InlineData("lines=1-2", 200, 0, 300_010)]
    [InlineData("bytes=300010-", 416, 0, 0)]
    public async Task gives_the_part_asked_for(string range, int status, int from, int length)
    {
        var address = await world.Address(await world.Show(Gif, "cat.gif"));
        var answer = await world.Chat.Scenario(x =>
        {
            x.Get(address).Header("Range", range);
            x.StatusShouldBe(status);
        });
        answer.Bytes.ShouldBe(Gif[from..(from + length)]);
        answer.Header("Content-Range").ShouldBe(status switch
        {
            206 => $"bytes {from}-{from + length - 1}/{Gif.Length}",
            416 => $"bytes */{Gif.Length}",
            _ => null,
        });
    }

    [Fact]
    public async Task says_304_to_who_has_it()
    {
        var file = await world.Show(Gif, "cat.gif");
        var address = await world.Address(file);
        foreach (var (tag, status) in new[] { ($"\"{file.File.Sha256}\"", 304), ($"W/\"x\", \"{file.File.Sha256}\"", 304), ("*", 304), ("\"other\"", 200) })
        {
            (await world.Chat.Scenario(x =>
            {
                x.Get(address).Header("If-None-Match", tag);
                x.StatusShouldBe(status);
            })).Bytes.Length.ShouldBe(status == 304 ? 0 : Gif.Length);
        }
        await world.Chat.Scenario(x =>
        {
            x.Get(address).Header("Range", "bytes=0-3").Header("If-Range", "\"other\"");
            x.StatusShouldBe(200);
        });
    }

    [Fact]
    public async Task refuses_what_was_changed_and_says_the_same_of_files_that_there_are_not()
    {
        var (file, other) = (await world.Show(Gif, "cat.gif"), await world.Show([1, 2], "dog.gif"));
        var address = await world.Address(file);
        var rest = address[address.IndexOf('?', StringComparison.Ordinal)..];
        string[] wrong =
        [
            $"/files/{other.File.Number}/cat.gif{rest}", $"/files/{file.File.Number}/dog.gif{rest}", $"/files/999999/cat.gif{rest}",
            $"/files/cat/cat.gif{rest}", $"/files/0{file.File.Number}/cat.gif{rest}", $"/files/{file.File.Number}/CAT.gif{rest}",
            address.Replace("expires=1", "expires=2", StringComparison.Ordinal), address[..^1] + (address[^1] == 'A' ? 'B' : 'A'), address[..^1],
            address + "A", address + "&signature=x", address.Replace("signature=", "signature=%0A", StringComparison.Ordinal),
            address[..address.IndexOf('&', StringComparison.Ordinal)], $"/files/{file.File.Number}/cat.gif", $"/files/{file.File.Number}/cat.gif?signature=&expires=",
        ];
        List<string> said = [];
        foreach (var url in wrong)
        {
            var answer = await world.Chat.Scenario(x =>
            {
                x.Get(url);
                x.StatusShouldBe(403);
            });
            said.Add($"{answer.ContentType} {answer.Text}");
        }
        said.Distinct().ShouldBe(["application/json {\"error\":\"The address is wrong or has expired.\"}"]);
    }

    [Fact]
    public async Task stays_the_same_for_an_hour_and_ends_after_a_day()
    {
        var file = await world.Show(Gif, "cat.gif");
        var address = await world.Address(file);
        world.Clock.Move(TimeSpan.FromMinutes(49));
        (await world.Address(file)).ShouldBe(address);
        world.Clock.Move(TimeSpan.FromMinutes(2));
        (await world.Address(file)).ShouldNotBe(address);
        world.Clock.Move(TimeSpan.FromHours(23));
        await world.Chat.Scenario(x => x.Get(address));
        world.Clock.Move(TimeSpan.FromHours(1));
        await world.Chat.Scenario(x =>
        {
            x.Get(address);
            x.StatusShouldBe(403);
        });
    }

    [Fact]
    public async Task opens_nothing_that_is_not_shown()
    {
        var loose = await world.Save(Gif, "cat.gif");
        await Gone(await world.Address(loose.Number, "cat.gif"));
        var shown = await world.Show(Gif, "cat.gif");
        (await world.Get(await world.Address(shown))).Bytes.ShouldBe(Gif);
    }

    [Fact]
    public async Task opens_no_attachment_that_was_removed_nor_any_of_a_deleted_message()
    {
        var (one, two) = (new NamedFile(await world.Save(Gif, "one"), "one"), new NamedFile(await world.Save(Gif, "two"), "two"));
        var message = await world.Post(one, two);
        await world.Send(new RemoveAttachment(world.Room, world.Ann, message, one.File.Number));
        await Gone(await world.Address(one));
        await world.Get(await world.Address(two));
        await world.Send(new DeleteMessage(world.Room, world.Ann, message));
        await Gone(await world.Address(two));
    }

    [Fact]
    public async Task opens_an_avatar_while_it_is_one()
    {
        var avatar = Avatar.Of(new NamedFile(await world.Save(Gif, "me.gif"), "me.gif"));
        var urls = await world.Chat.Service<SignedUrls>().For("", default);
        await world.Send(new SetUserAvatar(world.Ann, world.Ann, avatar));
        (await world.Get(urls.Of(avatar)!)).Bytes.ShouldBe(Gif);
        await world.Send(new SetUserAvatar(world.Ann, world.Ann, Avatar.None));
        await Gone(urls.Of(avatar)!);
        urls.Of(Avatar.At("https://example.com/a.png")).ShouldBe("https://example.com/a.png");
        urls.Of(Avatar.None).ShouldBeNull();
    }

    [Fact]
    public async Task begins_with_the_address_that_the_service_is_reached_by()
    {
        const string here = "https://here.example";
        const string outside = "https://chat.example.com/base";
        var file = await world.Show(Gif, "cat.gif");
        (await world.Chat.Service<SignedUrls>().For(here, default)).Of(file).ShouldStartWith($"{here}/files/{file.File.Number}/cat.gif?expires=");

        await using var behind = await ChatEsHost.On(
            world.Chat.ConnectionString, kestrel: false, new HostSettings(world.Clock, ("PublicUrl", outside + "/")));
        var address = (await behind.Service<SignedUrls>().For(here, default)).Of(file);
        address.ShouldStartWith(outside + "/files/");
        (await world.Get(address[outside.Length..])).Bytes.ShouldBe(Gif);
        await Should.ThrowAsync<InvalidOperationException>(() => ChatEsHost.On(
            world.Chat.ConnectionString, kestrel: false, new HostSettings(null, ("PublicUrl", "chat.example.com"))));
    }

    [Fact]
    public async Task is_opened_by_any_process()
    {
        await using var other = await world.Chat.StartAnother();
        var address = await world.Address(await world.Show(Gif, "cat.gif"));
        (await other.Scenario(x => x.Get(address))).Bytes.ShouldBe(Gif);
    }

    [Theory]
    [InlineData("a\"b;c=d.gif")]
    [InlineData("naïve ☃ 😀.gif")]
    [InlineData("../../etc/passwd")]
    [InlineData("..")]
    [InlineData("a%2Fb%00?x#y&z+ .gif")]
    [InlineData("a\\b'c,d.gif")]
    [InlineData("\u202Egpj.exe")]
    public async Task survives_any_name(string name)
    {
        var address = await world.Address(await world.Show(Gif, name));
        var answer = await world.Chat.Scenario(x => x.Get(address));
        var disposition = ContentDispositionHeaderValue.Parse(answer.Header("Content-Disposition")!);
        (disposition.DispositionType, disposition.FileNameStar).ShouldBe(("inline", name));
        answer.Header("Content-Disposition")!.All(c => c is >= ' ' and <= '~').ShouldBeTrue();
    }

    [Fact]
    public async Task survives_the_longest_name() =>
        (await world.Get(await world.Address(await world.Show(Gif, new string('€', 255))))).Bytes.ShouldBe(Gif);

    [Fact]
    public void no_name_ends_its_header()
    {
        foreach (var name in new[] { "a\r\nSet-Cookie: x=y", "a\0b", "\ud800", "\"; x=\"" })
            FileContent.Disposition("image/png", name).All(c => c is >= ' ' and <= '~').ShouldBeTrue(FileContent.Disposition("image/png", name));
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script>", "text/plain; charset=utf-8")]
    [InlineData("%PDF-1.7 ...", "application/pdf")]
    [InlineData("\u0000", "application/octet-stream")]
    public async Task hands_out_for_saving_what_a_browser_might_run(string begins, string type)
    {
        var address = await world.Address(await world.Show(System.Text.Encoding.UTF8.GetBytes(begins), "page.html"));
        var answer = await world.Chat.Scenario(x => x.Get(address));
        answer.ContentType.ShouldBe(type);
        answer.Header("Content-Disposition")!.ShouldStartWith("attachment;");
    }

    private Task<Answer> Gone(string address) => world.Chat.Scenario(x =>
    {
        x.Get(address);
        x.StatusShouldBe(404);
        x.BodyShouldBe("""{"error":"The file is there no more."}""");
    });
}
