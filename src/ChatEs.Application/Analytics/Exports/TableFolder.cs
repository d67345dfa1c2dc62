using System.Globalization;
using System.Text.Json;

namespace ChatEs.Application.Analytics.Exports;

/// <summary>
/// The folder of an export of tables. The manifest comes first; files get their names when they are whole and down on
/// the disk, and the manifest names them after that: whatever breaks a run off, it speaks the truth, and the next run clears
/// the rest away. Without it nobody knows whose finished files are there: they are left alone.
/// </summary>
internal sealed class TableFolder : IDisposable
{
    private const string Part = ".part";
    private const string LockName = ".lock";

    private readonly FileStream _lock;

    private TableFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    private string ManifestPath => System.IO.Path.Combine(Path, TableManifest.FileName);

    /// <exception cref="IOException">Another run is at work in it, or it cannot be written.</exception>
    public static TableFolder Open(string path)
    {
        Directory.CreateDirectory(path);
        try
        {
            return new(path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken) when (taken is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new IOException($"Another export is at work in {path}, or its file {LockName} cannot be written.", taken);
        }
    }

    /// <returns>Null where the folder is empty of exports.</returns>
    /// <exception cref="IOException">It holds something else.</exception>
    public async Task<TableManifest?> Read(CancellationToken cancellation)
    {
        if (!File.Exists(ManifestPath))
        {
            if (Strangers().FirstOrDefault() is { } stranger)
                throw new IOException($"{Path} holds {stranger} and no export of tables.");
            return Finished().FirstOrDefault() is { } file
                ? throw new IOException($"{Path} holds {file} and no {TableManifest.FileName}, which comes first: put it back, or take the files away.")
                : null;
        }
        try
        {
            var manifest = JsonSerializer.Deserialize<TableManifest>(await File.ReadAllTextAsync(ManifestPath, cancellation), TableManifest.Json);
            return manifest?.Format == TableManifest.Current
                ? manifest
                : throw new IOException($"{ManifestPath} is of the form {manifest?.Format}; known is {TableManifest.Current}.");
        }
        catch (JsonException other)
        {
            throw new IOException($"{ManifestPath} is no manifest of an export of tables.", other);
        }
    }

    public async Task Write(TableManifest manifest, CancellationToken cancellation)
    {
        await using (var file = new FileStream(ManifestPath + Part, FileMode.Create, FileAccess.Write))
        {
            await JsonSerializer.SerializeAsync(file, manifest, TableManifest.Json, cancellation);
            file.Write("\n"u8);
            file.Flush(flushToDisk: true);
        }
        File.Move(ManifestPath + Part, ManifestPath, overwrite: true);
    }

    /// <summary>Takes away what a run that was broken off has left: files of our names that no manifest names.</summary>
    public void Clear(TableManifest manifest)
    {
        var named = manifest.Parts.SelectMany(part => part.Files).Select(file => file.File).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path).Where(file => IsOurs(System.IO.Path.GetFileName(file))))
        {
            if (!named.Contains(System.IO.Path.GetFileName(file)))
                File.Delete(file);
        }
    }

    /// <exception cref="IOException">A file that the manifest names is gone or has another length.</exception>
    public void Check(TableManifest manifest)
    {
        foreach (var named in manifest.Parts.SelectMany(part => part.Files))
        {
            var file = new FileInfo(System.IO.Path.Combine(Path, named.File));
            if (!file.Exists || file.Length != named.Bytes)
                throw new IOException($"{file.FullName} is not as it was left. Take the folder away and begin again.");
        }
    }

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    public string Unfinished(string file) => PathOf(file) + Part;

    public static string NameOf(string table, long from, long to, string extension) =>
        string.Create(CultureInfo.InvariantCulture, $"{table}-{from:d12}-{to:d12}.{extension}");

    public void Dispose() => _lock.Dispose();

    private IEnumerable<string> Finished() =>
        Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file))
            .Where(name => IsOurs(name) && !name.EndsWith(Part, StringComparison.Ordinal));

    /// <summary>What is neither ours nor hidden.</summary>
    private IEnumerable<string> Strangers() =>
        Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry))
            .Where(name => !name.StartsWith('.') && !IsOurs(name) && name != TableManifest.FileName + Part);

    private static bool IsOurs(string name)
    {
        var whole = name.EndsWith(Part, StringComparison.Ordinal) ? name[..^Part.Length] : name;
        return whole.Split('-', '.') is [var table, { Length: >= 12 } from, { Length: >= 12 } to, "csv" or "ndjson"]
            && Versions.AllVersions.Names.Contains(table) && from.All(char.IsAsciiDigit) && to.All(char.IsAsciiDigit);
    }
}
