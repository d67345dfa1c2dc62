using System.Text;
using ChatEs.Application.Files;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Files;

public sealed class telling_what_a_file_is
{
    private static readonly Dictionary<string, byte[]> Images = new(StringComparer.Ordinal)
    {
        ["image/png"] = [0x89, .. "PNG\r\n\x1A\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 2, 0x80, 0, 0, 1, 0xE0, 8, 6, 0, 0, 0],
        ["image/jpeg"] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC4, 0, 3, 9, 0xFF, 0xC2, 0, 11, 8, 1, 0xE0, 2, 0x80, 1, 1, 0x11, 0],
        ["image/gif"] = [.. "GIF89a"u8, 0x80, 2, 0xE0, 1, 0, 0, 0],
        ["image/webp"] = [.. "RIFF"u8, 50, 0, 0, 0, .. "WEBPVP8 "u8, 9, 0, 0, 0, 0, 0, 0, 0x9D, 1, 0x2A, 0x80, 2, 0xE0, 1],
        ["image/bmp"] = [.. "BM"u8, 0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 0x80, 2, 0, 0, 0x20, 0xFE, 0xFF, 0xFF],
    };

    public static TheoryData<string> Types => [.. Images.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public void knows_images_and_their_size(string type)
    {
        ContentTypes.Of(Images[type]).ShouldBe(type);
        ImageHeader.SizeOf(Images[type]).ShouldBe((640, 480));
    }

    [Fact]
    public void knows_the_other_forms_of_webp_and_bmp()
    {
        ImageHeader.SizeOf([.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8L"u8, 9, 0, 0, 0, 0x2F, 0x7F, 0xC2, 0x77, 0, 0, 0, 0, 0, 0]).ShouldBe((640, 480));
        ImageHeader.SizeOf([.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0x7F, 2, 0, 0xDF, 1, 0]).ShouldBe((640, 480));
        ImageHeader.SizeOf([.. "BM"u8, 0, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 0x80, 2, 0xE0, 1, 1, 0, 24, 0]).ShouldBe((640, 480));
    }

    /// <summary>Cut anywhere, a header tells the whole size or none.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void believes_no_header_that_was_cut(string type)
    {
        for (var length = 0; length < Images[type].Length; length++)
            (ImageHeader.SizeOf(Images[type].AsSpan(0, length)) ?? (640, 480)).ShouldBe((640, 480), $"{type} cut at {length}");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void an_image_without_width_or_with_a_negative_one_has_no_size(string type)
    {
        foreach (var fill in new byte[] { 0x00, 0xFF })
        {
            var size = ImageHeader.SizeOf([.. Images[type][..(type == "image/jpeg" ? 16 : type == "image/png" ? 16 : type == "image/bmp" ? 18 : 6)], .. Enumerable.Repeat(fill, 40)]);
            if (size is { } told)
                (told.Width > 0 && told.Height > 0).ShouldBeTrue();
        }
    }

    [Fact]
    public void no_bytes_whatever_make_it_throw()
    {
        var headers = Gen.Elements(Images.Values.Append([]).Append([.. "RIFF----WEBPVP8X"u8]).Append([.. "RIFF----WEBPVP8L"u8]).Append([.. "BM"u8]).ToArray());
        var bytes = ArbMap.Default.ArbFor<byte[]>().Generator;
        var cases = headers.SelectMany(header => Gen.Choose(0, header.Length).SelectMany(keep => bytes.Select(rest => (byte[])[.. header.AsSpan(0, keep), .. rest])));
        Prop.ForAll(Arb.From(cases), hostile =>
        {
            ContentTypes.Of(hostile).ShouldNotBeNullOrEmpty();
            var size = ImageHeader.SizeOf(hostile);
            return size is null or { Width: > 0, Height: > 0 };
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Markers without end, and a length that points to itself.</summary>
    [Fact]
    public void a_hostile_jpeg_is_read_in_a_moment()
    {
        byte[] padding = [0xFF, 0xD8, .. Enumerable.Repeat((byte)0xFF, 262_000)];
        ImageHeader.SizeOf(padding).ShouldBeNull();
        byte[] still = [0xFF, 0xD8, .. Enumerable.Repeat<byte[]>([0xFF, 0xE0, 0, 0], 60_000).SelectMany(b => b)];
        ImageHeader.SizeOf(still).ShouldBeNull();
    }

    [Theory]
    [InlineData("%PDF-1.7", "application/pdf")]
    [InlineData("ID3\u0003", "audio/mpeg")]
    [InlineData("OggS\u0000", "audio/ogg")]
    [InlineData("OggS\u0000--------theora", "video/ogg")]
    [InlineData("PK\u0003\u0004...", "application/zip")]
    [InlineData("\u0000\u0000\u0000 ftypisom", "video/mp4")]
    [InlineData("\u0000\u0000\u0000 ftypM4A ", "audio/mp4")]
    [InlineData("\u0000\u0000\u0000 ftypheic", "application/octet-stream")]
    [InlineData("plain words, ñ and 😀\n", "text/plain")]
    [InlineData("<!doctype html><script>alert(1)</script>", "text/plain")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "text/plain")]
    [InlineData("<?xml version='1.0'?>", "text/plain")]
    [InlineData("import('x')", "text/plain")]
    [InlineData("MZ\u0000\u0001", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    public void knows_what_else_is_common_and_runs_nothing(string begins, string type) =>
        ContentTypes.Of(Encoding.UTF8.GetBytes(begins)).ShouldBe(type);

    [Fact]
    public void text_may_be_cut_within_a_character_only_where_a_piece_ends()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("€", 100_000)));
        ContentTypes.Of(text.AsSpan(0, 256 * 1024)).ShouldBe("text/plain");
        ContentTypes.Of(text.AsSpan(0, 31)).ShouldBe("application/octet-stream");
        ContentTypes.Of([0xFF, 0xFB, 0x90, 0x44]).ShouldBe("audio/mpeg");
    }
}
