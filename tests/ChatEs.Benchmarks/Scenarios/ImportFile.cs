using System.Globalization;
using System.IO.Compression;

namespace ChatEs.Benchmarks.Scenarios;

/// <summary>The sample that ships with the documentation, several times over: each copy has rooms of its own.</summary>
internal static class ImportFile
{
    private const string RoomBegins = "\"room\":\"#";

    public static async Task Write(string file, int copies, CancellationToken cancellation)
    {
        var lines = await Sample(cancellation);
        await using var text = File.CreateText(file);
        for (var copy = 1; copy <= copies; copy++)
        {
            var room = string.Create(CultureInfo.InvariantCulture, $"{RoomBegins}{copy}-");
            foreach (var line in lines)
                await text.WriteLineAsync(line.Replace(RoomBegins, room, StringComparison.Ordinal).AsMemory(), cancellation);
        }
    }

    private static async Task<List<string>> Sample(CancellationToken cancellation)
    {
        await using var packed = typeof(ImportFile).Assembly.GetManifestResourceStream("irc-ubuntu-sample.ndjson.gz")!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        List<string> lines = [];
        while (await reader.ReadLineAsync(cancellation) is { } line)
            lines.Add(line);
        return lines;
    }
}
