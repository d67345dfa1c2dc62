using System.Globalization;

namespace ChatEs.Faults.Ground;

/// <summary>
/// The folder of one run. Where it may, it mounts a small file system of its own for the data directory, which can be
/// filled without harm to anybody. Its name holds the process that made it, so that the next run clears up behind one
/// that was killed.
/// </summary>
internal sealed class Site : IAsyncDisposable
{
    private const string Prefix = "chates-faults-";
    private const string DiskSize = "640m";

    private Site(string folder, bool isOwnDisk) => (Folder, IsOwnDisk) = (folder, isOwnDisk);

    public string Folder { get; }

    /// <summary>Whether the data directory lies on a file system of its own.</summary>
    public bool IsOwnDisk { get; }

    public string Disk => Path.Combine(Folder, "disk");

    public string PidFile(int place) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"service-{place}.pid"));

    private string Ballast => Path.Combine(Disk, "ballast");

    /// <param name="ownDisk">Mount one if possible; it takes root and Linux.</param>
    public static async Task<Site> Make(bool ownDisk)
    {
        await RemoveLeftovers();
        // As root the database server runs as another user, who must reach it: no private temporary folder.
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Random.Shared.Next(100_000)}");
        var site = new Site(Path.Combine(Path.GetTempPath(), name), ownDisk && OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess);
        Directory.CreateDirectory(site.Disk);
        if (!site.IsOwnDisk)
            return site;
        var mounted = await Shell.Run("mount", "-t", "tmpfs", "-o", $"size={DiskSize},mode=0755", "chates-faults", site.Disk);
        return mounted ? site : new Site(site.Folder, isOwnDisk: false);
    }

    /// <summary>Writes until there is no room left.</summary>
    public async Task Fill()
    {
        if (!IsOwnDisk)
            throw new InvalidOperationException("Only a file system of our own is filled.");
        var block = new byte[1 << 20];
        try
        {
            await using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Delete, bufferSize: 0);
            while (true)
                await ballast.WriteAsync(block);
        }
        catch (IOException)
        {
            // Full. What is left is less than a block; the smaller ones take it.
        }
        try
        {
            await using var rest = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Delete, bufferSize: 0);
            while (true)
                await rest.WriteAsync(block.AsMemory(0, 4096));
        }
        catch (IOException)
        {
            // Not one page is left.
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync() => await Remove(Folder);

    private static async Task RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, CultureInfo.InvariantCulture, out var process) && !Shell.IsAlive(process))
                await Remove(folder);
        }
    }

    /// <summary>By their names as well: a number may have been given to another process since.</summary>
    private static async Task EndServices(string folder)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "service-*.pid") : [])
        {
            if (int.TryParse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture, out var pid) && Shell.Runs(pid, "ChatEs.Api"))
                await Shell.Signal("KILL", pid);
        }
    }

    private static async Task Remove(string folder)
    {
        await EndServices(folder);
        var disk = Path.Combine(folder, "disk");
        foreach (var file in Directory.Exists(disk) ? Directory.EnumerateFiles(disk, "postmaster.pid", SearchOption.AllDirectories).ToList() : [])
        {
            if (int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var postmaster))
                await Shell.Signal("KILL", postmaster);
        }
        if (OperatingSystem.IsLinux() && File.ReadLines("/proc/mounts").Any(mount => mount.Contains($" {disk} ", StringComparison.Ordinal)))
            await Shell.Run("umount", "-l", disk);
        for (var attempt = 0; Directory.Exists(folder) && attempt < 50; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 49)
            {
                // A process of the server that was killed a moment ago still writes.
                await Task.Delay(100);
            }
        }
    }
}
