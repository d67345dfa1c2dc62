using ChatEs.Application.Auditing.Checkpoints;

namespace ChatEs.Application.Auditing.Exports;

/// <summary>Who signed the checkpoint of an export, and whether the export makes its root.</summary>
internal sealed class ExportSignature
{
    private readonly ExportManifest _manifest;
    private readonly FaultList _faults;

    public ExportSignature(ExportManifest manifest, NoteKey? trusted, SignedNote? kept, FaultList faults)
    {
        (_manifest, _faults, IsKeyTrusted) = (manifest, faults, trusted is not null);
        try
        {
            var key = trusted ?? NoteKey.Parse(manifest.PublicKey);
            KeyId = Convert.ToHexStringLower(key.Id);
            var note = SignedNote.Parse(manifest.Checkpoint);
            Checkpoint = Checkpoint.Parse(note.Text);
            if (!key.Signed(note))
                faults.Add(0, trusted is null ? "the checkpoint is not signed by the key in the manifest" : "the checkpoint is not signed by the key that you trust");
            if (trusted is not null && !NoteKey.Parse(manifest.PublicKey).Id.AsSpan().SequenceEqual(trusted.Id))
                faults.Add(0, "the key in the manifest is not the key that you trust");
            Kept = kept is null ? null : CheckKept(kept, key);
        }
        catch (FormatException wrong)
        {
            faults.Add(0, $"the checkpoint is forged or broken: {wrong.Message}");
        }
    }

    /// <summary>Null when it cannot be read.</summary>
    public Checkpoint? Checkpoint { get; }

    /// <summary>What the auditor brought along; null for nothing.</summary>
    public Checkpoint? Kept { get; }

    public string? KeyId { get; }

    public bool IsKeyTrusted { get; }

    public void Judge(ExportTree tree)
    {
        if (Checkpoint is null)
            return;
        if (_manifest.Size != Checkpoint.Size)
            _faults.Add(0, $"the manifest says that the log has {_manifest.Size} events, and its checkpoint {Checkpoint.Size}");
        var (size, root) = tree.End();
        if (size < Checkpoint.Size)
            _faults.Add(size + 1, $"the events {size + 1} to {Checkpoint.Size} are missing, and nothing proves them");
        else if (size > Checkpoint.Size)
            _faults.Add(Checkpoint.Size + 1, $"the export goes on to event {size}, and the checkpoint has {Checkpoint.Size}");
        else if (tree.IsWhole && !root.AsSpan().SequenceEqual(Checkpoint.Root))
            _faults.Add(1, $"among the events 1 to {size} are some that are not those that were signed");
        if (Kept is not null)
            JudgeKept(tree, Kept, Checkpoint);
    }

    private void JudgeKept(ExportTree tree, Checkpoint kept, Checkpoint own)
    {
        if (kept.Origin != own.Origin)
            _faults.Add(0, $"your checkpoint is of the log {kept.Origin}, and the export of {own.Origin}");
        if (kept.Size > own.Size)
            _faults.Add(0, $"your checkpoint has {kept.Size} events, and the export ends before them, at {own.Size}");
        else if (tree.Root(kept.Size) is { } root)
        {
            if (!root.AsSpan().SequenceEqual(kept.Root))
                _faults.Add(1, $"among the events 1 to {kept.Size} are some that are not those of your checkpoint");
        }
        else if (tree.IsWhole && kept.Size > 0)
        {
            _faults.Add(0, $"your checkpoint of {kept.Size} events cannot be compared with this part of the log of {own.Size}: ask for a proof of consistency, or export the whole log");
        }
    }

    private Checkpoint CheckKept(SignedNote kept, NoteKey key)
    {
        if (!key.Signed(kept))
            _faults.Add(0, "your checkpoint is not signed by the key");
        return Checkpoint.Parse(kept.Text);
    }
}
