using System.Globalization;

namespace ChatEs.Faults.Ground;

/// <summary>The wall clock of a service process, moved by libfaketime where that is installed. The monotonic clock stays as it is.</summary>
/// <param name="file">Where the offset stands; the library looks at it once a second.</param>
internal sealed class Clock(string file)
{
    private static readonly string? Library = new[] { "/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime" }
        .Select(folder => Path.Combine(folder, "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);

    public static bool CanBeMoved => Library is not null;

    public IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>From its next start on the process has a clock that can be moved.</summary>
    public void Enable()
    {
        if (Library is null)
            return;
        Step(0);
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME_TIMESTAMP_FILE"] = file,
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
        };
    }

    /// <param name="seconds">Ahead of the true time, or behind it where negative.</param>
    public void Step(int seconds)
    {
        // By a rename: half a line would be taken for another time.
        File.WriteAllText(file + ".new", seconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture));
        File.Move(file + ".new", file, overwrite: true);
    }
}
