using System.Buffers.Binary;

namespace ChatEs.Application.Files;

/// <summary>
/// The size of an image as its header tells it. The bytes are anybody's: whatever they are, nothing throws, nothing is
/// decoded, and what is not understood has no size.
/// </summary>
internal static class ImageHeader
{
    public static (int Width, int Height)? SizeOf(ReadOnlySpan<byte> head)
    {
        (int Width, int Height) size = ContentTypes.Of(head) switch
        {
            "image/png" => Png(head),
            "image/jpeg" => Jpeg(head),
            "image/gif" => head.Length >= 10 ? (Little16(head, 6), Little16(head, 8)) : default,
            "image/webp" => WebP(head),
            "image/bmp" => Bmp(head),
            _ => default,
        };
        return size.Width > 0 && size.Height > 0 ? size : null;
    }

    private static (int Width, int Height) Png(ReadOnlySpan<byte> head) =>
        head.Length >= 24 && head.Slice(12, 4).SequenceEqual("IHDR"u8)
            ? (BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]))
            : default;

    /// <summary>From marker to marker until a frame header; every step goes forward, so the head's length bounds them.</summary>
    private static (int Width, int Height) Jpeg(ReadOnlySpan<byte> head)
    {
        var at = 2;
        while (at + 4 <= head.Length)
        {
            if (head[at] != 0xFF)
                return default;
            var marker = head[at + 1];
            if (marker == 0xFF) // Any number of these may fill the gap before a marker.
            {
                at++;
                continue;
            }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8)) // Markers that stand alone.
            {
                at += 2;
                continue;
            }
            if (marker is 0xD9 or 0xDA) // The image ends or its data begins, and no frame header was there.
                return default;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return at + 9 <= head.Length ? (Big16(head, at + 7), Big16(head, at + 5)) : default;
            at += 2 + Math.Max(2, Big16(head, at + 2));
        }
        return default;
    }

    private static (int Width, int Height) WebP(ReadOnlySpan<byte> head)
    {
        if (head.Length < 30)
            return default;
        var form = head.Slice(12, 4);
        if (form.SequenceEqual("VP8 "u8))
            return (Little16(head, 26) & 0x3FFF, Little16(head, 28) & 0x3FFF);
        if (form.SequenceEqual("VP8L"u8) && head[20] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
            return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        }
        return form.SequenceEqual("VP8X"u8) ? (Little24(head, 24) + 1, Little24(head, 27) + 1) : default;
    }

    private static (int Width, int Height) Bmp(ReadOnlySpan<byte> head)
    {
        if (head.Length < 26)
            return default;
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) == 12)
            return (Little16(head, 18), Little16(head, 20));
        var height = BinaryPrimitives.ReadInt32LittleEndian(head[22..]);
        // Negative: the rows run from the top. The least integer has no positive counterpart.
        return (BinaryPrimitives.ReadInt32LittleEndian(head[18..]), height == int.MinValue ? 0 : Math.Abs(height));
    }

    private static int Big16(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadUInt16BigEndian(head[at..]);

    private static int Little16(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadUInt16LittleEndian(head[at..]);

    private static int Little24(ReadOnlySpan<byte> head, int at) => Little16(head, at) | (head[at + 2] << 16);
}
