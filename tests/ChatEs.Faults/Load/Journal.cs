using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatEs.Faults.Load;

/// <summary>Every request of a schedule and what became of it.</summary>
internal sealed class Journal
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private readonly ConcurrentQueue<Attempt> _attempts = [];
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>One clock for all clients: what ended before something else began did so in truth.</summary>
    public long Now => (long)Stopwatch.GetElapsedTime(_began).TotalMicroseconds;

    public IReadOnlyList<Attempt> Attempts => [.. _attempts];

    public void Add(Attempt attempt) => _attempts.Enqueue(attempt);

    public Task Save(string file) => File.WriteAllLinesAsync(file, _attempts.OrderBy(a => a.Began).Select(a => JsonSerializer.Serialize(a, Lines)));
}
