using System.Buffers.Binary;

namespace ChatEs.Api.Tests;

/// <summary>Pictures as far as anybody here looks at them: their headers.</summary>
internal static class Pictures
{
    public static byte[] Png(int width, int height, int length = 64)
    {
        var bytes = new byte[Math.Max(length, 33)];
        new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52 }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }
}
