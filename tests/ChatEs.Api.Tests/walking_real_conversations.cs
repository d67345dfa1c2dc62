using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using ChatEs.Api.Tests.MeetingLawyers;
using ChatEs.Application.Import;
using ChatEs.Application.ReadModels.Rooms;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests;

/// <summary>
/// What was imported comes out of every history as it stands in the file. The environment variable CHATES_WALK names
/// another file to walk through, and gives its figures.
/// </summary>
public sealed class walking_real_conversations(MeetingLawyersWorld<walking_real_conversations> world)
    : IClassFixture<MeetingLawyersWorld<walking_real_conversations>>
{
    private static readonly string File = Environment.GetEnvironmentVariable("CHATES_WALK") is { Length: > 0 } named
        ? named
        : Path.Combine(AppContext.BaseDirectory, "samples", "irc-ubuntu-sample.ndjson.gz");

    private sealed record Said(string Author, string At, string Text);

    [Fact]
    public async Task every_room_of_the_file_comes_out_in_its_order_both_ways()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using (var source = ImportSource.Open(File))
            (await world.Chat.Service<Importer>().Run("acme", source, progress: null, cancellation)).Refusal.ShouldBeNull();
        var rooms = Read();
        rooms.Count.ShouldBeGreaterThan(2);
        foreach (var (key, said) in rooms)
        {
            var clock = Stopwatch.StartNew();
            (await RoomHistory(key)).ShouldBe(said.Select(line => (line.At, line.Text)), key);
            var roomlio = clock.Elapsed;
            clock.Restart();
            var number = (await world.Chat.Service<RoomQueries>().ByKey("acme", key, viewer: null, cancellation))!.Number.Value;
            (await Pivots(number, older: false)).ShouldBe(said, key);
            var forward = clock.Elapsed;
            clock.Restart();
            (await Pivots(number, older: true)).ShouldBe(said, key);
            TestContext.Current.SendDiagnosticMessage(
                $"{key}: {said.Count:N0} messages; RoomHistory {roomlio.TotalSeconds:F1} s, pivots forward {forward.TotalSeconds:F1} s, backward {clock.Elapsed.TotalSeconds:F1} s");
            said.Count.ShouldBeGreaterThan(100);
        }
    }

    private static Dictionary<string, List<Said>> Read()
    {
        var rooms = new Dictionary<string, List<Said>>(StringComparer.Ordinal);
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(File), CompressionMode.Decompress));
        while (reader.ReadLine() is { } text)
        {
            var line = JsonSerializer.Deserialize<JsonElement>(text);
            if (line.GetProperty("kind").GetString() is not ("message" or "reply"))
                continue;
            var room = line.GetProperty("room").GetString()!;
            if (!rooms.TryGetValue(room, out var said))
                rooms[room] = said = [];
            said.Add(new(line.GetProperty("author").GetString()!, line.GetProperty("at").GetString()![..19], line.GetProperty("text").GetString()!));
        }
        return rooms;
    }

    /// <summary>An import keeps joins and changes of names as system messages; the file's messages are the others.</summary>
    private async Task<List<(string At, string Text)>> RoomHistory(string key)
    {
        var messages = new List<(string, string)>();
        string? cursor = null;
        while (true)
        {
            var page = (await world.Scenario(x => x.Post("/rpc/RoomlioService/RoomHistory").As(world.Key)
                .Json(JsonSerializer.Serialize(new { roomKey = key, limit = 1000, startCursor = cursor ?? "" })))).Json;
            foreach (var message in page.GetProperty("messages").EnumerateArray())
            {
                if (message.GetProperty("messageType").GetString() == "user")
                    messages.Add((message.GetProperty("createdAt").GetString()![..19], message.GetProperty("body").GetString()!));
            }
            if (!page.GetProperty("hasMore").GetBoolean())
                return messages;
            cursor = page.GetProperty("nextCursor").GetString();
        }
    }

    private async Task<List<Said>> Pivots(long room, bool older)
    {
        var pages = new List<List<Said>>();
        string? pivot = null;
        while (true)
        {
            var page = (await world.Scenario(x => x
                .Get($"/chat/message?room={room}&limit=1000&older={(older ? "true" : "false")}{(pivot is null ? "" : $"&pivot={pivot}")}")
                .As(world.Stranger))).Json.EnumerateArray().ToList();
            if (page is [])
                return [.. (older ? Enumerable.Reverse(pages) : pages).SelectMany(said => said)];
            pages.Add([.. page.Where(m => m.GetProperty("from_user_id").GetString() != "").Select(m => new Said(
                m.GetProperty("from_user_id").GetString()!, m.GetProperty("created_at").GetString()!, m.GetProperty("text").GetString()!))]);
            pivot = page[older ? 0 : ^1].GetProperty("message_id").GetString();
        }
    }
}
