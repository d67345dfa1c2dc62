using System.Buffers;
using System.Text.Json;
using ChatEs.EventStore.Reading;

namespace ChatEs.EventStore.Hashing;

/// <summary>
/// Checks the chain of one stream event by event, wherever the events come from: versions without a hole, personal parts
/// by their digests, hashes by what they are made of, and that a personal part is missing just where an erasure says so.
/// Holds a bit for each event.
/// </summary>
public sealed class StreamChain(StreamKey stream)
{
    private readonly List<ulong> _personal = [];

    /// <summary>Versions without the personal part that they had, and their sequences; an erasure has yet to explain them.</summary>
    private readonly SortedDictionary<long, long> _missing = [];

    /// <summary>Of the last event; 0 before the first.</summary>
    public long Version { get; private set; }

    /// <summary>Of the last event; <see cref="HashChain.Start"/> before the first.</summary>
    public byte[] LastHash { get; private set; } = HashChain.Start;

    /// <returns>Null when the event continues the chain. After a fault the next event is checked as if this one were right.</returns>
    public ChainFault? Next(StoredEvent e)
    {
        var problem = e.Version == Version + 1
            ? Check(e) ?? CheckErasure(e)
            : $"version {Version + 1} is missing: {e.Version} follows {Version}";
        Remember(e);
        (Version, LastHash) = (e.Version, e.Hash);
        return problem is null ? null : new ChainFault(stream, e.Version, e.Sequence, problem);
    }

    /// <returns>Null when every missing personal part was explained by an erasure after it, else the first that was not.</returns>
    public ChainFault? End() => _missing.Count == 0
        ? null
        : new ChainFault(stream, _missing.First().Key, _missing.First().Value, "the personal part is missing and no later erasure names this event");

    private string? Check(StoredEvent e)
    {
        try
        {
            using var data = JsonDocument.Parse(e.Data);
            if (CheckPersonal(data.RootElement, e) is { } problem)
                return problem;
            var structure = CanonicalJson.Bytes(data.RootElement, CanonicalJson.Personal);
            var expected = HashChain.Next(LastHash, Metadata(e), structure, e.PersonalDigest);
            return expected.AsSpan().SequenceEqual(e.Hash) ? null : "the hash does not match what is stored";
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or JsonException or ArgumentException)
        {
            return $"what is stored was never written by an append: {wrong.Message}";
        }
    }

    private static string? CheckPersonal(JsonElement data, StoredEvent e)
    {
        if (!data.TryGetProperty(CanonicalJson.Personal, out var personal))
            return e.Salt is null ? null : "the personal part is missing but its salt is there";
        var matches = e is { Salt: not null, PersonalDigest: not null }
            && HashChain.PersonalDigest(e.Salt, CanonicalJson.Bytes(personal)).AsSpan().SequenceEqual(e.PersonalDigest);
        return matches ? null : "the personal part does not match its digest";
    }

    private string? CheckErasure(StoredEvent e)
    {
        if (e.Type != PersonalDataErased.StoredName)
            return null;
        using var data = JsonDocument.Parse(e.Data);
        if (!data.RootElement.TryGetProperty("versions", out var versions) || versions.ValueKind != JsonValueKind.Array)
            return null;
        string? problem = null;
        foreach (var named in versions.EnumerateArray())
        {
            // What comes after an erasure is not meant by it, whatever it names.
            if (named.ValueKind != JsonValueKind.Number || !named.TryGetInt64(out var version) || version < 1 || version >= e.Version)
                continue;
            _missing.Remove(version);
            if (HasPersonal(version))
                problem ??= $"the personal part of version {version} is there although this event erased it";
        }
        return problem;
    }

    private void Remember(StoredEvent e)
    {
        if (e.PersonalDigest is null || e.Version is < 1 or > int.MaxValue)
            return;
        // Where there is a salt, there is a personal part: Check has seen to that.
        if (e.Salt is null)
        {
            _missing.TryAdd(e.Version, e.Sequence);
            return;
        }
        // A version that is out of its turn is a fault already, and must not make the list as long as it is high.
        var word = (int)(e.Version >> 6);
        while (_personal.Count <= word && e.Version == Version + 1)
            _personal.Add(0);
        if (word < _personal.Count)
            _personal[word] |= 1UL << (int)(e.Version & 63);
    }

    private bool HasPersonal(long version) =>
        version >> 6 < _personal.Count && (_personal[(int)(version >> 6)] >> (int)(version & 63) & 1) == 1;

    private byte[] Metadata(StoredEvent e)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var writer = CanonicalJson.Writer(output);
        HashChain.WriteMetadata(
            writer, stream, e.Version, e.Id, e.Type, e.Timestamp, e.CorrelationId, e.CausationId,
            e.Headers is { } headers ? EventHeaders.Parse(headers).Canonical : default);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
