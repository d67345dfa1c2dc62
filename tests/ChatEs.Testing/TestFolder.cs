using ChatEs.Api.Hosting.PrivatePostgres;

namespace ChatEs.Testing;

/// <summary>
/// A temporary folder for private servers. It is locked while its process lives, so that the next run can tell what a
/// killed one left behind, and clears it away.
/// </summary>
internal sealed class TestFolder
{
    private const string Prefix = "chates-run-";

    private const long RoomForARun = 4L << 30;

    /// <summary>
    /// In memory where there is plenty: a database per test class makes thousands of files, and where the disk is slow
    /// that takes longer than the tests.
    /// </summary>
    private static readonly string Parent =
        Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").AvailableFreeSpace >= RoomForARun ? "/dev/shm" : System.IO.Path.GetTempPath();

    private readonly FileStream owner;

    public TestFolder()
    {
        Path = Directory.CreateDirectory(System.IO.Path.Combine(Parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():n}"[..(Prefix.Length + 16)])).FullName;
        owner = Open(Path, FileMode.CreateNew);
    }

    public string Path { get; }

    /// <summary>Leaves the folder as a killed process would.</summary>
    public void Abandon() => owner.Dispose();

    public void Remove()
    {
        Abandon();
        Remove(Path);
    }

    public static async Task RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Parent, Prefix + "*").Where(IsAbandoned))
        {
            try
            {
                if (await PrivateServer.StopAbandoned(new PrivateServerOptions { Root = folder }, CancellationToken.None))
                    Remove(folder);
            }
            catch (Exception error) when (error is PrivateServerException or IOException or UnauthorizedAccessException)
            {
                // Being cleared away by another run.
            }
        }
    }

    private static bool IsAbandoned(string folder)
    {
        try
        {
            Open(folder, FileMode.Open).Dispose();
            return true;
        }
        catch (FileNotFoundException)
        {
            // Between two steps of a process that makes it or clears it away; or killed there, a while ago.
            return Directory.GetLastWriteTimeUtc(folder) < DateTime.UtcNow.AddMinutes(-1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static FileStream Open(string folder, FileMode mode) =>
        new(System.IO.Path.Combine(folder, "owner"), mode, FileAccess.ReadWrite, FileShare.None);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next run tries again.
        }
    }
}
