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
/// What was imported comes out of every history as it stands in the file. The sample of the repository is walked always;
/// the environment variable CHATES_WALK names a file, or a folder whose <c>*.ndjson.gz</c> are walked instead, and the
/// figures go to the test's diagnostic messages.
/// </summary>
public sealed class walking_real_conversations(MeetingLawyersWorld<walking_real_conversations> world)
    : IClassFixture<MeetingLawyersWorld<walking_real_conversations>>
{
    /// <summary>What those who published the files say is in them, so that a reader of ours that loses lines is found out.</summary>
    private static readonly Dictionary<string, Counts> Published = new(StringComparer.Ordinal)
    {
        ["irc-ubuntu-sample.ndjson.gz"] = new(3_676, 3, 2_888, 747, 0, 0, 41),
        ["irc-ubuntu.ndjson.gz"] = new(194_261, 3, 126_124, 45_875, 16_907, 2_696, 2_659),
        ["ncar-zulip.ndjson.gz"] = new(6_555, 32, 6_555, 0, 0, 0, 0),
    };

    private sealed record Said(string Author, string At, string Text);

    private sealed record Counts(long Lines, int Rooms, long Messages, long Replies, long Joins, long Leaves, long Nicks);

    [Fact]
    public async Task every_room_of_the_file_comes_out_in_its_order_both_ways()
    {
        // Nothing may be said to have been written after now, and the newest file is of 2025.
        world.Clock.Move(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero) - world.Clock.GetUtcNow());
        var reader = await world.Client("reader");
        foreach (var file in Files())
        {
            var clock = Stopwatch.StartNew();
            var counted = await Import(file);
            Tell($"{Path.GetFileName(file)}: imported {counted} in {clock.Elapsed.TotalSeconds:F1} s");
            counted.ShouldBe(Published.GetValueOrDefault(Path.GetFileName(file), counted), file);
            (await Import(file)).ShouldBe(new Counts(counted.Lines, counted.Rooms, 0, 0, 0, 0, 0), "the second time nothing is new");
            var rooms = Read(file);
            rooms.Count.ShouldBe(counted.Rooms);
            rooms.Values.Sum(said => said.Count).ShouldBe((int)(counted.Messages + counted.Replies));
            foreach (var (key, said) in rooms)
                await Walk(key, said, reader);
        }
    }

    private async Task Walk(string key, List<Said> said, Client reader)
    {
        var clock = Stopwatch.StartNew();
        (await RoomHistory(key)).ShouldBe(said.Select(line => (line.At, line.Text)), key);
        var roomlio = clock.Elapsed;
        clock.Restart();
        var number = (await world.Chat.Service<RoomQueries>().ByKey("acme", key, viewer: null, TestContext.Current.CancellationToken))!.Number.Value;
        (await Pivots(number, reader, older: false)).ShouldBe(said, key);
        var forward = clock.Elapsed;
        clock.Restart();
        (await Pivots(number, reader, older: true)).ShouldBe(said, key);
        Tell($"{key}: {said.Count:N0} messages; RoomHistory {roomlio.TotalSeconds:F1} s, pivots forward {forward.TotalSeconds:F1} s, backward {clock.Elapsed.TotalSeconds:F1} s");
    }

    private async Task<Counts> Import(string file)
    {
        await using var source = ImportSource.Open(file);
        var outcome = await world.Chat.Service<Importer>().Run("acme", source, progress: null, TestContext.Current.CancellationToken);
        var report = outcome.Match(report => report, refusal => throw new InvalidOperationException(refusal.Message));
        report.BadLines.ShouldBeEmpty();
        var rooms = report.Rooms;
        return new(
            report.Lines, rooms.Count, rooms.Sum(r => r.Messages), rooms.Sum(r => r.Replies), rooms.Sum(r => r.Joins), rooms.Sum(r => r.Leaves),
            rooms.Sum(r => r.Nicks));
    }

    private static void Tell(string figure) => TestContext.Current.SendDiagnosticMessage(figure);

    private static string[] Files() => Environment.GetEnvironmentVariable("CHATES_WALK") switch
    {
        null or "" => [Path.Combine(AppContext.BaseDirectory, "samples", "irc-ubuntu-sample.ndjson.gz")],
        var folder when Directory.Exists(folder) => [.. Directory.GetFiles(folder, "*.ndjson.gz").Order(StringComparer.Ordinal)],
        var file => [file],
    };

    private static Dictionary<string, List<Said>> Read(string file)
    {
        var rooms = new Dictionary<string, List<Said>>(StringComparer.Ordinal);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
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

    private async Task<List<Said>> Pivots(long room, Client reader, bool older)
    {
        var pages = new List<List<Said>>();
        string? pivot = null;
        while (true)
        {
            var page = (await world.Scenario(x => x
                .Get($"/chat/message?room={room}&limit=1000&older={(older ? "true" : "false")}{(pivot is null ? "" : $"&pivot={pivot}")}")
                .As(reader))).Json.EnumerateArray().ToList();
            if (page is [])
                return [.. (older ? Enumerable.Reverse(pages) : pages).SelectMany(said => said)];
            pages.Add([.. page.Where(m => m.GetProperty("from_user_id").GetString() != "").Select(m => new Said(
                m.GetProperty("from_user_id").GetString()!, m.GetProperty("created_at").GetString()!, m.GetProperty("text").GetString()!))]);
            pivot = page[older ? 0 : ^1].GetProperty("message_id").GetString();
        }
    }
}
