using ChatEs.Api.Hosting.PrivatePostgres;

namespace ChatEs.Testing;

/// <summary>Temporary folders of private servers. One whose process died without cleaning up is cleared away by the next run.</summary>
internal static class TestFolder
{
    private const string Prefix = "chates-test-";

    public static string Create() => Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():n}"[..(Prefix.Length + 16)])).FullName;

    public static bool Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next run tries again.
            return false;
        }
    }

    public static async Task RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            // Young ones may belong to a run that is just starting and has attached nobody yet.
            if (Directory.GetLastWriteTimeUtc(folder) < DateTime.UtcNow.AddMinutes(-1) && await PrivateServer.StopAbandoned(new PrivateServerOptions { Root = folder }, CancellationToken.None))
                Remove(folder);
        }
    }
}
