namespace ChatEs.Api.Cli;

/// <summary>A file with secrets: readable for its owner alone, and replaced as a whole.</summary>
internal static class OwnFile
{
    public static async Task Write(string file, string text, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // Beside a database of its own the folder is made here; nobody should commit what it holds.
        if (folder.GetFileSystemInfos() is [])
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, ".gitignore"), "*\n", cancellation);
        var fresh = $"{file}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new StreamWriter(fresh, options))
            await stream.WriteAsync(text.AsMemory(), cancellation);
        File.Move(fresh, file, overwrite: true);
    }
}
