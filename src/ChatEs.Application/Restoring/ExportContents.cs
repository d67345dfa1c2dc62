using System.Text.Json;
using ChatEs.Application.Commands;
using ChatEs.EventStore;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Restoring;

/// <summary>The tenants of an export, and the numbers of its rooms, users and files.</summary>
internal sealed class ExportContents
{
    public HashSet<string> Tenants { get; } = new(StringComparer.Ordinal);

    public HashSet<long> Rooms { get; } = [];

    public HashSet<long> Users { get; } = [];

    public HashSet<long> Files { get; } = [];

    public void Add(StreamKey stream)
    {
        Tenants.Add(stream.Tenant);
        if (RoomFamily.NumberOf(stream.Id) is { } room)
            Rooms.Add(room.Value);
        else if (UserFamily.NumberOf(stream.Id) is { } user)
            Users.Add(user.Value);
    }

    /// <summary>The stored files that an event names: avatars, and what is attached to messages.</summary>
    public void AddFiles(StoredEvent e)
    {
        if (!e.Data.Contains("\"file", StringComparison.Ordinal))
            return;
        using var data = JsonDocument.Parse(e.Data);
        if (data.RootElement.TryGetProperty("file", out var file))
            Add(file);
        if (data.RootElement.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in files.EnumerateArray())
                Add(one);
        }
    }

    private void Add(JsonElement file)
    {
        if (file.ValueKind == JsonValueKind.Object && file.TryGetProperty("number", out var number) && number.TryGetInt64(out var named))
            Files.Add(named);
    }
}
