using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace ChatEs.EventStore.Hashing;

/// <summary>
/// The chain of one stream: <c>hash = SHA-256(last hash ‖ canonical(metadata) ‖ canonical(data without personal) ‖
/// personal digest)</c>, <c>personal digest = SHA-256(salt ‖ canonical(personal))</c>. The first event's last hash, and
/// the digest of an event without a personal part, are 32 zero bytes. The sequence is not part of it: it is known only
/// under the head's lock; the version is, and order within the stream is what the chain proves.
/// </summary>
public static class HashChain
{
    public const int Length = 32;

    public const int SaltLength = 16;

    public static readonly byte[] Start = new byte[Length];

    public static byte[] PersonalDigest(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonicalPersonal)
    {
        var length = salt.Length + canonicalPersonal.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        salt.CopyTo(rented);
        canonicalPersonal.CopyTo(rented.AsSpan(salt.Length));
        var digest = SHA256.HashData(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return digest;
    }

    public static byte[] Next(
        ReadOnlySpan<byte> lastHash, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> structure, ReadOnlySpan<byte> personalDigest)
    {
        var length = Length + metadata.Length + structure.Length + Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var input = rented.AsSpan(0, length);
        lastHash.CopyTo(input);
        metadata.CopyTo(input[Length..]);
        structure.CopyTo(input[(Length + metadata.Length)..]);
        (personalDigest.IsEmpty ? Start : personalDigest).CopyTo(input[^Length..]);
        var hash = SHA256.HashData(input);
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>The canonical metadata object; members without a value are left out. Headers must be canonical already.</summary>
    internal static void WriteMetadata(
        Utf8JsonWriter writer, StreamKey stream, long version, Guid id, string type, DateTimeOffset timestamp,
        string? correlation, string? causation, ReadOnlySpan<byte> headers)
    {
        writer.WriteStartObject();
        if (causation is not null)
            writer.WriteString("causationId"u8, causation);
        if (correlation is not null)
            writer.WriteString("correlationId"u8, correlation);
        if (!headers.IsEmpty)
        {
            writer.WritePropertyName("headers"u8);
            writer.WriteRawValue(headers, skipInputValidation: true);
        }
        writer.WriteString("id"u8, id);
        writer.WriteString("stream"u8, stream.Id);
        writer.WriteString("tenant"u8, stream.Tenant);
        writer.WriteNumber("timestamp"u8, Microseconds(timestamp));
        writer.WriteString("type"u8, type);
        writer.WriteNumber("version"u8, version);
        writer.WriteEndObject();
    }

    /// <summary>Microseconds since 1970, UTC: the precision that PostgreSQL keeps.</summary>
    private static long Microseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
