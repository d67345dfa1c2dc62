using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ChatEs.Application.Analytics.Exports;
using ChatEs.Application.Erasing;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore.Reading;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>Each test has a tenant of its own: an export is of one.</summary>
public sealed class exporting_tables(ActingHost<exporting_tables> host) : IClassFixture<ActingHost<exporting_tables>>
{
    private const string Mark = "zqxanadu";

    [Fact]
    public async Task adds_what_is_new_and_leaves_the_rest_alone()
    {
        var (tenant, acting, ann) = await Tenant();
        var room = await acting.Room(participants: ann);
        await acting.Post(room, ann, "one");
        using var folder = new ExportFolder();
        (await Run(new(tenant, folder.Path))).Added.Select(file => file.Table).ShouldBe(["rooms", "users", "members", "messages"]);
        var first = folder.Content;

        (await Run(new(tenant, folder.Path))).Added.ShouldBeEmpty();
        folder.Content.ShouldBe(first);
        await acting.Do(new EditMessage(room, ann, new(1), "one, edited"));
        await acting.Do(new DeleteMessage(room, ann, new(1)));
        var result = await Run(new(tenant, folder.Path));
        result.Added.Single().Table.ShouldBe("messages");
        result.Added.Single().Rows.ShouldBe(2);
        result.Rewritten.ShouldBe(0);
        first.Remove(TableManifest.FileName);
        folder.Content.Where(file => first.ContainsKey(file.Key)).ShouldBe(first, ignoreOrder: true);
    }

    [Fact]
    public async Task says_in_the_manifest_what_the_files_are()
    {
        var (tenant, acting, ann) = await Tenant();
        var room = await acting.Room(participants: ann);
        await acting.Post(room, ann, "one\r\n\"two\", three");
        using var folder = new ExportFolder();
        await Run(new(tenant, folder.Path, WithTexts: true, Tables: ["users", "messages"]));
        var manifest = folder.Manifest;
        (manifest.Tenant, manifest.FileFormat, manifest.TimeZone, manifest.Texts, manifest.Since).ShouldBe((tenant, "csv", "UTC", true, 0));
        manifest.Through.ShouldBe(await host.Chat.Service<LogReader>().LastSequence());
        manifest.Tables.Select(table => table.Name).ShouldBe(["users", "messages"]);
        foreach (var file in manifest.Parts.Single().Files)
        {
            var bytes = await File.ReadAllBytesAsync(folder.File_(file.File));
            (file.Bytes, file.Sha256).ShouldBe((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
            var table = manifest.Tables.Single(table => table.Name == file.Table);
            CsvText.Rows(bytes)[0].ShouldBe(table.Columns.Select(column => column.Name));
        }
        var rows = CsvText.Rows(await File.ReadAllBytesAsync(folder.File_(manifest.Parts[0].Files[^1].File)));
        rows[1][^1].ShouldBe("one\r\n\"two\", three");
        rows.Count.ShouldBe(2);
        folder.Manifest.Rows("messages").ShouldBe(1);
    }

    [Fact]
    public async Task holds_nothing_of_another_tenant()
    {
        var (tenant, acting, ann) = await Tenant();
        var (other, theirs, bob) = await Tenant();
        await theirs.Post(await theirs.Room($"Room of {Mark}", participants: bob), bob, Mark);
        await acting.Post(await acting.Room(participants: ann), ann, "mine");
        using var mine = new ExportFolder();
        await Run(new(tenant, mine.Path, "ndjson", WithTexts: true));
        mine.Content.Values.ShouldAllBe(text => !text.Contains(Mark, StringComparison.Ordinal) && !text.Contains(other, StringComparison.Ordinal));
        mine.Rows("users").Select(row => row.GetProperty("user_no").GetInt64()).ShouldBe([ann.Value]);
    }

    [Fact]
    public async Task leaves_texts_out_unless_they_are_asked_for()
    {
        var (tenant, acting, ann) = await Tenant();
        var room = await acting.Room(participants: ann);
        await acting.Do(new UpdateRoom(room, Actor.Server, Description: Mark));
        await acting.Post(room, ann, $"{Mark} 🦊");
        await acting.Do(new AddReaction(room, ann, new(1), Mark));
        await acting.Do(new AddAttachment(room, ann, new(1), await acting.File(ann, "bytes"u8.ToArray(), $"{Mark}.txt")));
        using var without = new ExportFolder();
        await Run(new(tenant, without.Path, "ndjson"));
        without.Content.Values.ShouldAllBe(text => !text.Contains(Mark, StringComparison.Ordinal));
        without.Rows("messages").Single().GetProperty("characters").GetInt64().ShouldBe(Mark.Length + 2);
        using var with = new ExportFolder();
        await Run(new(tenant, with.Path, "ndjson", WithTexts: true));
        foreach (var table in new[] { "rooms", "messages", "reactions", "attachments" })
            with.Lines(table).ShouldContain(Mark);
    }

    [Fact]
    public async Task takes_what_is_erased_out_of_the_files_that_are_there()
    {
        var (tenant, acting, ann) = await Tenant(Mark);
        var room = await acting.Room(participants: ann);
        await acting.Post(room, ann, $"{Mark} one");
        await acting.Do(new EditMessage(room, ann, new(1), $"{Mark} edited"));
        await acting.Do(new AddReaction(room, ann, new(1), Mark));
        using var folder = new ExportFolder();
        await Run(new(tenant, folder.Path, "ndjson", WithTexts: true) { SequencesAFile = 3 });
        folder.Content.Values.ShouldContain(text => text.Contains(Mark, StringComparison.Ordinal));
        await acting.Post(room, null, "still here", MessageKind.System);

        (await host.Chat.Service<UserErasure>().Erase(ann, TenantAdministration.Operator(tenant), null, default)).Refusal.ShouldBeNull();
        var result = await Run(new(tenant, folder.Path, "ndjson", WithTexts: true) { SequencesAFile = 3 });
        result.Rewritten.ShouldBeGreaterThan(0);
        result.Manifest.Erasures.Count.ShouldBeGreaterThan(0);
        folder.Content.Values.ShouldAllBe(text => !text.Contains(Mark, StringComparison.Ordinal));
        folder.Lines("messages").ShouldContain("still here");

        // And it is what a folder that never knew would hold.
        using var fresh = new ExportFolder();
        await Run(new(tenant, fresh.Path, "ndjson", WithTexts: true) { SequencesAFile = 3 });
        foreach (var table in fresh.Manifest.Tables)
            folder.Lines(table.Name).ShouldBe(fresh.Lines(table.Name), table.Name);
        (await Run(new(tenant, folder.Path, "ndjson", WithTexts: true))).Rewritten.ShouldBe(0);

        // Killed in the middle of that, a run leaves a manifest that names none of the files it was at, and knows of no erasure.
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(folder.File_(TableManifest.FileName)))!;
        manifest["erasures"] = JsonNode.Parse("""{"sequence":0,"count":0,"events":0}""");
        foreach (var part in manifest["parts"]!.AsArray())
            part!["files"] = new JsonArray();
        await File.WriteAllTextAsync(folder.File_(TableManifest.FileName), manifest.ToJsonString());
        await Run(new(tenant, folder.Path, "ndjson", WithTexts: true));
        foreach (var table in fresh.Manifest.Tables)
            folder.Lines(table.Name).ShouldBe(fresh.Lines(table.Name), table.Name);
    }

    [Fact]
    public async Task goes_on_after_it_was_killed_wherever_that_was()
    {
        var (tenant, acting, ann) = await Tenant();
        var room = await acting.Room(participants: ann);
        await acting.Post(room, ann, 20);
        using var whole = new ExportFolder();
        await Run(new(tenant, whole.Path) { SequencesAFile = 5 });
        using var broken = new ExportFolder();
        var until = whole.Manifest.Parts[^2].To;
        await Run(new(tenant, broken.Path, To: until) { SequencesAFile = 5 });
        var files = whole.Manifest.Parts[^1].Files;

        // In the middle of a file; between a file's name and the manifest; in the middle of the manifest.
        await File.WriteAllTextAsync(broken.File_($"{files[0].File}.part"), "seq");
        await File.WriteAllTextAsync(broken.File_($"messages-{until + 1:d12}-{until + 2:d12}.csv"), "half");
        await File.WriteAllTextAsync(broken.File_($"{TableManifest.FileName}.part"), "{");
        await File.WriteAllTextAsync(broken.File_("notes.txt"), "somebody's own");
        await Run(new(tenant, broken.Path) { SequencesAFile = 5 });
        (await File.ReadAllTextAsync(broken.File_("notes.txt"))).ShouldBe("somebody's own");
        File.Delete(broken.File_("notes.txt"));
        File.Delete(broken.File_($"{TableManifest.FileName}.part"));
        broken.Content.ShouldBe(whole.Content);

        // In the first file of all.
        using var begun = new ExportFolder();
        await File.WriteAllTextAsync(begun.File_($"{whole.Manifest.Parts[0].Files[0].File}.part"), "seq");
        await Run(new(tenant, begun.Path) { SequencesAFile = 5 });
        begun.Content.ShouldBe(whole.Content);
    }

    [Fact]
    public async Task stops_when_it_is_told_to_and_goes_on_later()
    {
        var (tenant, acting, ann) = await Tenant();
        var room = await acting.Room(participants: ann);
        await acting.Post(room, ann, 20);
        using var whole = new ExportFolder();
        await Run(new(tenant, whole.Path) { SequencesAFile = 4 });
        using var stopped = new ExportFolder();
        using var stop = new CancellationTokenSource();
        var first = new Progress(_ => stop.Cancel());
        await Should.ThrowAsync<OperationCanceledException>(
            host.Chat.Service<TableExport>().Run(new(tenant, stopped.Path) { SequencesAFile = 4 }, first, stop.Token));
        await Run(new(tenant, stopped.Path) { SequencesAFile = 4 });
        stopped.Content.ShouldBe(whole.Content);
    }

    [Fact]
    public async Task refuses_what_does_not_fit_the_folder()
    {
        var (tenant, acting, ann) = await Tenant();
        await acting.Post(await acting.Room(participants: ann), ann, "one");
        using var folder = new ExportFolder();
        await Run(new(tenant, folder.Path));
        var content = folder.Content;
        TableExportRequest[] wrong =
        [
            new("acme", folder.Path), new(tenant, folder.Path, "ndjson"), new(tenant, folder.Path, Tables: ["users"]), new(tenant, folder.Path, Since: 3),
            new(tenant, folder.Path, To: 1), new(tenant, folder.Path, WithTexts: true), new(tenant, folder.Path, SpreadsheetSafe: true),
            new(tenant, folder.Path, "xml"), new(tenant, folder.Path, Tables: ["nothing"]), new(tenant, folder.Path, Since: -1),
            new(tenant, folder.Path, To: long.MaxValue), new(tenant, folder.Path, "ndjson", SpreadsheetSafe: true),
        ];
        foreach (var request in wrong)
            (await Should.ThrowAsync<TableExportException>(Run(request))).Message.ShouldNotBeEmpty();
        folder.Content.ShouldBe(content);

        using (File.Open(folder.File_(".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            (await Should.ThrowAsync<IOException>(Run(new(tenant, folder.Path)))).Message.ShouldContain("Another export");
        await File.AppendAllTextAsync(folder.File_(folder.Manifest.Parts[0].Files[0].File), "more");
        (await Should.ThrowAsync<IOException>(Run(new(tenant, folder.Path)))).Message.ShouldContain("not as it was left");
        using var strange = new ExportFolder();
        await File.WriteAllTextAsync(strange.File_("thesis.txt"), "mine");
        (await Should.ThrowAsync<IOException>(Run(new(tenant, strange.Path)))).Message.ShouldContain("thesis.txt");
        // Whoever lost the manifest still has the files.
        File.Delete(folder.File_(TableManifest.FileName));
        var files = folder.Content;
        (await Should.ThrowAsync<IOException>(Run(new(tenant, folder.Path)))).Message.ShouldContain("no manifest.json");
        folder.Content.ShouldBe(files);
    }

    private Task<TableExportResult> Run(TableExportRequest request) => host.Chat.Service<TableExport>().Run(request, null, default);

    private async Task<(string Tenant, Acting Acting, UserNumber Ann)> Tenant(string user = "ann")
    {
        var tenant = host.New("exporting");
        await host.Chat.Tenant(tenant);
        return (tenant, new Acting(host.Chat, tenant), new UserNumber((await host.Chat.User(tenant, user)).UserNumber!.Value));
    }

    private sealed class Progress(Action<TableExportProgress> report) : IProgress<TableExportProgress>
    {
        public void Report(TableExportProgress value) => report(value);
    }
}
