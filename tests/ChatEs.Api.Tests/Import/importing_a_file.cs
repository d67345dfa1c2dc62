using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using ChatEs.Application.Import;
using Shouldly;
using Xunit;
using static ChatEs.Api.Tests.Import.ImportWorld;

namespace ChatEs.Api.Tests.Import;

public sealed class importing_a_file(ImportWorld world) : IClassFixture<ImportWorld>
{
    [Fact]
    public async Task brings_every_message_of_the_sample_in_order_with_its_author_time_and_quote()
    {
        var (tenant, file) = (await world.Tenant(), await File.ReadAllBytesAsync(Sample));
        var report = await world.Import(tenant, file);
        report.BadCount.ShouldBe(0);
        report.Rooms.Select(r => (r.Name, r.Messages, r.Replies, r.Nicks)).ShouldBe(
            [("#ubuntu-meeting", 812, 189, 0), ("#mediawiki", 1002, 174, 0), ("#ubuntu", 1074, 384, 41)]);
        (await world.Content(tenant)).ShouldBe(Recount(Unzip(file)));
    }

    [Fact]
    public async Task twice_changes_nothing()
    {
        var (tenant, file) = (await world.Tenant(), await File.ReadAllBytesAsync(Sample));
        await world.Import(tenant, file);
        var before = await world.LastSequence();
        var again = await world.Import(tenant, file, linesPerChunk: 700);
        (again.Posted, again.Rooms.Sum(r => r.AlreadyThere)).ShouldBe((0, 3676));
        (await world.LastSequence()).ShouldBe(before);
    }

    [Fact]
    public async Task plain_zipped_in_two_members_or_from_a_pipe_is_the_same()
    {
        string[] first = [Message("1"), Message("2", replyTo: "1"), ""], second = ["", Message("3", "ñ\u00a0😀", author: "ben")];
        var (plain, zipped, piped) = (await world.Tenant(), await world.Tenant(), await world.Tenant());
        await world.Import(plain, Bytes([.. first, .. second]));
        await world.Import(zipped, [.. Zip(Bytes(first)), .. Zip(Bytes(second))]);
        var pipe = new Pipe();
        var filling = Task.Run(async () =>
        {
            foreach (var b in Zip(Bytes([.. first, .. second])))
                await pipe.Writer.WriteAsync(new[] { b });
            await pipe.Writer.CompleteAsync();
        });
        await using (var source = new ImportSource(pipe.Reader.AsStream(), "-"))
            (await world.Host.Service<Importer>().Run(piped, source, null, default)).Refusal.ShouldBeNull();
        await filling;

        (await world.Content(plain)).Count.ShouldBe(3);
        (await world.Content(zipped)).ShouldBe(await world.Content(plain));
        (await world.Content(piped)).ShouldBe(await world.Content(plain));
    }

    [Fact]
    public async Task names_every_bad_line_and_imports_the_others()
    {
        var tenant = await world.Tenant();
        var report = await world.Import(tenant, BadLines.File);
        report.BadLines.Select(b => (b.Line, b.Reason)).ShouldBe(BadLines.Expected);
        (await world.Content(tenant)).Count.ShouldBe(2);
        (await world.Import(tenant, BadLines.File)).Posted.ShouldBe(0);
    }

    [Fact]
    public async Task a_reply_whose_message_is_not_there_yet_is_posted_without_a_quote_and_stays_so()
    {
        var tenant = await world.Tenant();
        var file = Bytes(Message("2", replyTo: "1"), Message("3", replyTo: "9", room: "#b"), Message("1"), Message("9"));
        var report = await world.Import(tenant, file);
        report.Rooms.Sum(r => r.WithoutQuote).ShouldBe(2);
        var content = await world.Content(tenant);
        (await world.Import(tenant, file)).Posted.ShouldBe(0);
        (await world.Content(tenant)).ShouldBe(content);
    }

    [Fact]
    public async Task a_message_that_the_file_has_twice_is_posted_once()
    {
        var tenant = await world.Tenant();
        var report = await world.Import(
            tenant, Bytes(Message("1", "first"), Message("1", "second"), Message("2"), Message("1", "third")), linesPerChunk: 2);
        (report.Posted, report.Rooms.Single().AlreadyThere).ShouldBe((2, 2));
        (await world.Content(tenant))[0].ShouldContain("first");
    }

    [Fact]
    public async Task a_damaged_file_says_so_and_keeps_what_came_before()
    {
        var tenant = await world.Tenant();
        var zipped = Zip(Bytes(Enumerable.Range(1, 20_000).Select(i => Message($"{i}", Guid.NewGuid().ToString()))));
        zipped.AsSpan(zipped.Length / 2, 64).Fill(0xFF);
        await Should.ThrowAsync<InvalidDataException>(() => world.Import(tenant, zipped));
        (await world.Content(tenant)).Count.ShouldBeInRange(1, 19_999);
    }

    [Fact]
    public async Task into_a_tenant_that_is_not_there_is_refused()
    {
        await using var source = new ImportSource(new MemoryStream(Bytes(Message("1"))), "test");
        var outcome = await world.Host.Service<Importer>().Run("nobody", source, null, default);
        outcome.Refusal!.Message.ShouldBe("There is no tenant nobody.");
    }

    /// <summary>The same from the file alone, by another way.</summary>
    private static IEnumerable<string> Recount(byte[] plain)
    {
        var lines = Encoding.UTF8.GetString(plain).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement);
        foreach (var room in lines.GroupBy(l => l.GetProperty("room").GetString()!).OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            var (numbers, own) = (new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>(StringComparer.Ordinal));
            var number = 0L;
            foreach (var line in room)
            {
                number++;
                var (author, at) = (line.GetProperty("author").GetString()!, JsonSerializer.Serialize(line.GetProperty("at").GetDateTime()));
                var (name, text) = (JsonSerializer.Serialize(author), line.GetProperty("text").GetString());
                if (line.GetProperty("kind").GetString() == "nick")
                {
                    var shown = JsonSerializer.Serialize($"{author} is now known as {text}");
                    yield return string.Join('|', JsonSerializer.Serialize(room.Key), number, "-", "-", "\"system\"", shown, "-", at, at, numbers.Count, 0);
                    continue;
                }
                own[author] = own.GetValueOrDefault(author) + 1;
                yield return string.Join(
                    '|', JsonSerializer.Serialize(room.Key), number, name, name, "\"text\"", JsonSerializer.Serialize(text),
                    line.TryGetProperty("replyTo", out var target) ? $"{numbers[target.GetString()!]}" : "-", at, at, numbers.Count + 1, own[author]);
                numbers.Add(line.GetProperty("id").GetString()!, number);
            }
        }
    }
}
