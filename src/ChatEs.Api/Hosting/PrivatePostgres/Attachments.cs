namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>
/// Who uses a private server. Each user holds a file of his own open and locked: the system lets go of it when he ends,
/// however he ends, so a process killed with -9 never counts again.
/// </summary>
internal sealed class Attachments(string folder)
{
    private readonly string attached = Path.Combine(folder, "attached");

    /// <summary>Start, stop, attaching and detaching happen under this one lock, across all processes.</summary>
    public async Task<IDisposable> Lock(IProgress<string>? progress, CancellationToken cancellation)
    {
        var said = false;
        for (var attempt = 0; ; attempt++)
        {
            if (TryHold(Path.Combine(folder, "lock")) is { } held)
                return held;
            if (attempt > 50 && !said)
            {
                progress?.Report($"Waiting for another process that starts or stops the PostgreSQL in {folder}");
                said = true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellation);
        }
    }

    public FileStream Add()
    {
        Directory.CreateDirectory(attached);
        var file = Path.Combine(attached, $"{Environment.ProcessId}-{Guid.NewGuid():n}");
        return TryHold(file) ?? throw new PrivateServerException($"{file} could not be locked.");
    }

    public static void Remove(FileStream attachment)
    {
        attachment.Dispose();
        File.Delete(attachment.Name);
    }

    /// <summary>Under the lock only. Files of the dead are removed on the way.</summary>
    public bool Any()
    {
        if (!Directory.Exists(attached))
            return false;
        var alive = false;
        foreach (var file in Directory.EnumerateFiles(attached))
        {
            if (TryHold(file) is { } held)
                Remove(held);
            else
                alive = true;
        }

        return alive;
    }

    private static FileStream? TryHold(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new PrivateServerException($"{file} belongs to another user. Run chates as that user, or in another folder.", error);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
