using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Serialization;

namespace ChatEs.EventStore.Appending;

/// <summary>An event as it goes into the table.</summary>
/// <param name="Data">UTF-8 JSON: the structural members and, where there is one, <c>personal</c>.</param>
internal readonly record struct StoredForm(byte[] Data, byte[]? Salt, byte[]? PersonalDigest, byte[] Hash);

/// <summary>Turns events into their stored form and links them into the chain. Not thread-safe: the writer's loop owns it.</summary>
internal sealed class EventWriter(EventTypes types)
{
    private readonly ArrayBufferWriter<byte> _metadata = new(512);
    private readonly ArrayBufferWriter<byte> _structure = new(512);
    private readonly ArrayBufferWriter<byte> _personal = new(1024);
    private readonly Utf8JsonWriter _json = CanonicalJson.Writer(new ArrayBufferWriter<byte>());

    public string NameOf(object data) => types.NameOf(data);

    public StoredForm Write(Event e, byte[] lastHash)
    {
        StorableText.Check(e.Stream.Id);
        StorableText.Check(e.Metadata.CorrelationId);
        StorableText.Check(e.Metadata.CausationId);
        Begin(_structure);
        types.WriteStructure(_json, e.Data);
        _json.Flush();

        Begin(_personal);
        var hasPersonal = types.WritePersonal(_json, e.Data);
        _json.Flush();

        Begin(_metadata);
        HashChain.WriteMetadata(
            _json, e.Stream, e.Version, e.Id, e.Type, e.Timestamp,
            e.Metadata.CorrelationId, e.Metadata.CausationId, e.Metadata.Headers?.Canonical);
        _json.Flush();

        var salt = hasPersonal ? RandomNumberGenerator.GetBytes(HashChain.SaltLength) : null;
        var digest = salt is null ? null : HashChain.PersonalDigest(salt, _personal.WrittenSpan);
        var hash = HashChain.Next(lastHash, _metadata.WrittenSpan, _structure.WrittenSpan, digest);
        return new StoredForm(Join(hasPersonal), salt, digest, hash);
    }

    private byte[] Join(bool hasPersonal)
    {
        var structure = _structure.WrittenSpan;
        if (!hasPersonal)
            return structure.ToArray();
        var name = structure.Length > 2 ? ",\"personal\":"u8 : "\"personal\":"u8;
        var data = new byte[structure.Length + name.Length + _personal.WrittenCount];
        structure[..^1].CopyTo(data);
        name.CopyTo(data.AsSpan(structure.Length - 1));
        _personal.WrittenSpan.CopyTo(data.AsSpan(structure.Length - 1 + name.Length));
        data[^1] = (byte)'}';
        return data;
    }

    private void Begin(ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        _json.Reset(output);
    }
}
