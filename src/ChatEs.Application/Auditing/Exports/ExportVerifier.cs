using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Commands;
using ChatEs.EventStore;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Auditing.Exports;

/// <param name="Origin">The log's name, by the checkpoint.</param>
/// <param name="Size">How many events the log had.</param>
/// <param name="KeyId">Of the key that the signature was checked against, hexadecimal.</param>
/// <param name="IsKeyTrusted">False when it was only the one in the manifest, which anybody can write there.</param>
/// <param name="Faults">The first ones.</param>
/// <param name="FaultCount">All of them.</param>
public sealed record ExportReport(
    string? Tenant, long? Room, long Events, long Streams, string? Origin, long Size, string? KeyId, bool IsKeyTrusted,
    IReadOnlyList<LogFault> Faults, long FaultCount);

/// <summary>
/// Verifies an export with nothing but its folder: personal parts, chains, the tree over what is exported and the proofs of
/// what is not, the signature, and that the manifest says what is there.
/// </summary>
public sealed class ExportVerifier
{
    private readonly ExportReader _export;
    private readonly FaultList _faults = new();
    private readonly Dictionary<StreamKey, StreamChain> _chains = [];
    private readonly ExportTree _tree;

    private ExportVerifier(ExportReader export) => (_export, _tree) = (export, new ExportTree(_faults));

    /// <param name="key">The key that the auditor trusts; null is the one in the manifest.</param>
    /// <param name="kept">A checkpoint that he kept.</param>
    /// <exception cref="IOException">There is no such export.</exception>
    /// <exception cref="FormatException">What is there is no manifest.</exception>
    public static async Task<ExportReport> Verify(
        string path, NoteKey? key, SignedNote? kept, IProgress<ExportProgress>? progress, CancellationToken cancellation) =>
        await new ExportVerifier(await ExportReader.Open(path, cancellation)).Run(key, kept, progress, cancellation);

    private async Task<ExportReport> Run(NoteKey? key, SignedNote? kept, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        var manifest = _export.Manifest;
        var signature = new ExportSignature(manifest, key, kept, _faults);
        if (signature.Kept is { } wanted)
            _tree.Watch(wanted.Size);
        var (events, proofs) = (new FileDigest(), new FileDigest());
        await Merge(events, proofs, progress, cancellation);
        foreach (var (_, chain) in _chains)
            _faults.Add(chain.End());
        await CheckHeads(cancellation);
        Compare("the events", (manifest.Events, manifest.Sha256), (events.Lines, events.Sha256));
        Compare("the proofs", (manifest.ProofLines, manifest.ProofSha256), (proofs.Lines, proofs.Sha256));
        if ((manifest.FirstSequence, manifest.LastSequence) != (_tree.FirstSequence, _tree.LastSequence))
            _faults.Add(0, $"the manifest says that the events are {manifest.FirstSequence} to {manifest.LastSequence}, and they are {_tree.FirstSequence} to {_tree.LastSequence}");
        signature.Judge(_tree);
        return new(
            manifest.Tenant, manifest.Room, events.Lines, _chains.Count, signature.Checkpoint?.Origin, signature.Checkpoint?.Size ?? 0,
            signature.KeyId, signature.IsKeyTrusted, _faults.First, _faults.Count);
    }

    private async Task Merge(FileDigest events, FileDigest proofs, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        await using var stored = new Careful<StoredEvent>(_export.Events(events, cancellation), ExportManifest.EventsFile, _faults);
        await using var gaps = new Careful<ProvenGap>(_export.Gaps(proofs, cancellation), ExportManifest.ProofsFile, _faults);
        var (e, gap) = (await stored.Next(_tree.Next), await gaps.Next(_tree.Next));
        while (e is not null || gap is not null)
        {
            if (e is null || (gap is not null && gap.From < e.Sequence))
            {
                Take(gap!);
                gap = await gaps.Next(_tree.Next);
                continue;
            }
            Take(e);
            e = await stored.Next(_tree.Next);
            if (events.Lines % 1_000 == 0)
                progress?.Report(new(_tree.Next, _export.Manifest.Size, events.Lines));
        }
        if (stored.IsBroken || gaps.IsBroken)
            _tree.Break();
    }

    private void Take(ProvenGap gap)
    {
        if (_export.Manifest.Tenant is null)
            _faults.Add(gap.From, $"the events {gap.From} to {gap.To} are withheld, and this is said to be the whole log");
        _tree.Append(gap);
    }

    private void Take(StoredEvent e)
    {
        var manifest = _export.Manifest;
        if ((manifest.Tenant is { } tenant && e.Stream.Tenant != tenant)
            || (manifest.Room is { } room && e.Stream.Id != RoomFamily.StreamId(new(room))))
            _faults.Add(e.Sequence, $"the event is of {e.Stream.Tenant}/{e.Stream.Id}, which this export is not of");
        if (!_tree.Append(e))
            return;
        if (!_chains.TryGetValue(e.Stream, out var chain))
            _chains.Add(e.Stream, chain = new StreamChain(e.Stream));
        _faults.Add(chain.Next(e));
    }

    private async Task CheckHeads(CancellationToken cancellation)
    {
        var digest = new FileDigest();
        var seen = new HashSet<StreamKey>();
        await using var heads = new Careful<StreamHead>(_export.Heads(digest, cancellation), ExportManifest.HeadsFile, _faults);
        while (await heads.Next(0) is { } head)
        {
            var chain = _chains.GetValueOrDefault(head.Stream);
            if (!seen.Add(head.Stream))
                _faults.Add(0, $"the stream {head.Stream.Tenant}/{head.Stream.Id} has two ends");
            else if (chain is null || chain.Version != head.Version)
                _faults.Add(0, $"the stream {head.Stream.Tenant}/{head.Stream.Id} is said to end at version {head.Version}, and ends at {chain?.Version ?? 0}");
            else if (!chain.LastHash.AsSpan().SequenceEqual(head.Hash))
                _faults.Add(0, $"the stream {head.Stream.Tenant}/{head.Stream.Id} does not end with the hash that is said");
        }
        if (!heads.IsBroken && _chains.Keys.Where(stream => !seen.Contains(stream)).Select(stream => (StreamKey?)stream).FirstOrDefault() is { } missing)
            _faults.Add(0, $"the stream {missing.Tenant}/{missing.Id} is not among the ends of streams");
        Compare("the ends of streams", (_export.Manifest.Streams, _export.Manifest.StreamsSha256), (digest.Lines, digest.Sha256));
    }

    private void Compare(string what, (long Lines, string Sha256) said, (long Lines, string Sha256) found)
    {
        if (said.Lines != found.Lines)
            _faults.Add(0, $"the manifest says that {what} are {said.Lines} lines, and they are {found.Lines}");
        else if (said.Sha256 != found.Sha256)
            _faults.Add(0, $"{what} do not have the digest that the manifest says");
    }
}
