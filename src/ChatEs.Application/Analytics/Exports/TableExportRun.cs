namespace ChatEs.Application.Analytics.Exports;

/// <summary>One run in one folder: the manifest moves on with every part that is whole.</summary>
internal sealed class TableExportRun(
    TableFolder folder, TableManifest manifest, ErasuresOfTenant erasures, PartWriter writer, IProgress<TableExportProgress>? progress)
{
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly long _first = manifest.Through;

    public TableManifest Manifest { get; private set; } = manifest;

    /// <summary>The files that were not there before.</summary>
    public IReadOnlyList<ManifestFile> Added => [.. Manifest.Parts.SelectMany(part => part.Files).Where(file => _added.Contains(file.File))];

    /// <summary>How many of those that were there before are changed, or gone.</summary>
    public int Rewritten { get; private set; }

    public async Task Add(long to, long last, CancellationToken cancellation)
    {
        var part = await writer.Write(Manifest, Manifest.Through + 1, to, reached => progress?.Report(new(reached, _first, last)), cancellation);
        _added.UnionWith(part.Files.Select(file => file.File));
        // A stretch without a row is not worth a line: who exports every hour would fill the manifest with them.
        await Save(Manifest with { Through = to, Parts = part.Files.Count == 0 ? Manifest.Parts : [.. Manifest.Parts, part] }, cancellation);
        progress?.Report(new(to, _first, last));
    }

    /// <summary>
    /// What was erased since the manifest was written is taken out of the files that may hold it: all from the first event
    /// on that lost something, since later versions of a thing repeat what earlier ones said.
    /// </summary>
    /// <returns>Whether anything had been erased.</returns>
    public async Task<bool> TakeOutErased(CancellationToken cancellation)
    {
        var met = await erasures.Met(Manifest.Tenant, cancellation);
        if (met.Sequence == Manifest.Erasures.Sequence)
            return false;
        var first = await erasures.First(Manifest.Tenant, Manifest.Erasures.Sequence, met.Sequence, cancellation);
        var affected = Manifest.Parts.Where(part => part.To >= first).ToList();
        // No longer named: broken off in between, they are neither the old ones nor the new, and the run that comes next
        // finds the same erasures and makes them anew.
        await Save(Manifest with { Parts = [.. Manifest.Parts.Select(part => part.To >= first ? part with { Files = [] } : part)] }, cancellation);
        foreach (var part in affected)
            await Rewrite(part, cancellation);
        await Save(Manifest with { Erasures = met, Parts = [.. Manifest.Parts.Where(part => part.Files.Count > 0)] }, cancellation);
        return true;
    }

    private async Task Rewrite(ManifestPart old, CancellationToken cancellation)
    {
        var anew = await writer.Write(Manifest, old.From, old.To, _ => { }, cancellation);
        foreach (var gone in old.Files.Where(file => !anew.Files.Any(f => f.File == file.File)))
            File.Delete(folder.PathOf(gone.File));
        await Save(Manifest with { Parts = [.. Manifest.Parts.Select(part => part.From == old.From ? anew : part)] }, cancellation);
        var changed = old.Files.Except(anew.Files).Concat(anew.Files.Except(old.Files)).Select(file => file.File).Distinct();
        Rewritten += changed.Count(file => !_added.Contains(file));
    }

    private async Task Save(TableManifest next, CancellationToken cancellation)
    {
        await folder.Write(next, cancellation);
        Manifest = next;
    }
}
