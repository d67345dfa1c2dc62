using System.Buffers;
using System.Text.Unicode;

namespace ChatEs.Application.Files;

/// <summary>
/// What a file is, by its bytes. What the client says is not asked: a browser would run what is called HTML, SVG or
/// script, and here those are plain text.
/// </summary>
internal static class ContentTypes
{
    public const string Unknown = "application/octet-stream";

    public const string PlainText = "text/plain";

    private static readonly SearchValues<byte> NotInText = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(b => b is not ('\t' or '\n' or '\f' or '\r' or 0x1B)).Select(b => (byte)b), 0x7F]);

    /// <param name="head">The beginning of the file.</param>
    public static string Of(ReadOnlySpan<byte> head) => Image(head) ?? Other(head) ?? (IsText(head) ? PlainText : Unknown);

    private static string? Image(ReadOnlySpan<byte> head) => head switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        _ when head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) => "image/gif",
        _ when head.StartsWith("RIFF"u8) && At(head, 8, "WEBP"u8) => "image/webp",
        _ when head.StartsWith("BM"u8) && head.Length >= 26 && head[14..18] is [12 or 40 or 52 or 56 or 64 or 108 or 124, 0, 0, 0] => "image/bmp",
        _ => null,
    };

    private static string? Other(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("%PDF-"u8) => "application/pdf",
        _ when head.StartsWith("ID3"u8) => "audio/mpeg",
        [0xFF, 0xFB or 0xFA or 0xF3 or 0xF2, not 0xFF, ..] => "audio/mpeg",
        _ when head.StartsWith("OggS"u8) => head[..Math.Min(head.Length, 512)].IndexOf("theora"u8) >= 0 ? "video/ogg" : "audio/ogg",
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => "application/zip",
        _ when At(head, 4, "ftyp"u8) => Mp4(head),
        _ => null,
    };

    /// <summary>The same container holds much else: only what its brand says is played.</summary>
    private static string Mp4(ReadOnlySpan<byte> head)
    {
        var brand = head.Length >= 12 ? head.Slice(8, 4) : default;
        if (brand.StartsWith("M4A"u8) || brand.StartsWith("M4B"u8))
            return "audio/mp4";
        return brand.StartsWith("iso"u8) || brand.StartsWith("mp4"u8) || brand.StartsWith("avc1"u8) || brand.StartsWith("M4V"u8)
            || brand.StartsWith("dash"u8) || brand.StartsWith("MSNV"u8)
            ? "video/mp4"
            : Unknown;
    }

    private static bool At(ReadOnlySpan<byte> head, int place, ReadOnlySpan<byte> magic) =>
        head.Length >= place + magic.Length && head.Slice(place, magic.Length).SequenceEqual(magic);

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty || head.ContainsAny(NotInText))
            return false;
        // The head of a longer file may end within a character, which has at most four bytes.
        for (var cut = 0; cut < 4 && cut < head.Length; cut++)
        {
            if (Utf8.IsValid(head[..^cut]))
                return cut == 0 || head.Length >= FileStore.ChunkSize && head[^cut] >= 0xC2;
        }
        return false;
    }
}
