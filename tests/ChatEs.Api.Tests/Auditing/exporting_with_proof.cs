using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Auditing.Exports;
using ChatEs.Application.Commands;
using ChatEs.Domain;
using ChatEs.EventStore;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Auditing;

public sealed class exporting_with_proof(exporting_with_proof.World world) : IClassFixture<exporting_with_proof.World>
{
    public static TheoryData<string> Tampered => [.. TamperedExport.All.Select(one => one.Done)];

    [Theory]
    [InlineData("whole")]
    [InlineData("acme")]
    [InlineData("room")]
    public async Task an_export_verifies_with_the_key_and_a_checkpoint_of_before(string part)
    {
        using var copy = new ExportCopy(world.Folder(part));
        var report = await ExportVerifier.Verify(copy.Folder, world.Key, part == "whole" ? world.Before : null, null, default);

        report.Faults.ShouldBeEmpty();
        (report.Events, report.IsKeyTrusted, report.Size).ShouldBe((copy.Events.Count, true, (long)copy.Manifest["size"]!));
        copy.Events.ShouldNotBeEmpty();
        (copy.Proofs.Count == 0).ShouldBe(part == "whole");
        copy.Events.ShouldAllBe(e => part != "acme" || (string)e["tenant"]! == "acme");
        copy.Events.ShouldAllBe(e => part != "room" || (string)e["stream"]! == $"room-{world.Room}");
        // A gap of 300 events is a handful of hashes.
        copy.Proofs.Count.ShouldBeLessThan(part == "acme" ? 60 : 200);
        Directory.GetFiles(copy.Folder).Select(Path.GetFileName).ShouldBe(
            ["events.ndjson.gz", "proof.ndjson.gz", "streams.ndjson.gz", "manifest.json"], ignoreOrder: true);
    }

    [Fact]
    public async Task without_a_key_it_is_said_that_nothing_is_known_of_who_made_it() =>
        (await ExportVerifier.Verify(world.Folder("acme"), null, null, null, default))
            .ShouldSatisfyAllConditions(r => r.Faults.ShouldBeEmpty(), r => r.IsKeyTrusted.ShouldBeFalse(), r => r.KeyId.ShouldBe(Convert.ToHexStringLower(world.Key.Id)));

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task what_was_done_to_an_export_is_reported(string done)
    {
        var one = TamperedExport.All.Single(t => t.Done == done);
        using var copy = new ExportCopy(world.Folder("acme"));
        var sequence = one.Named?.Invoke(copy);

        one.Tamper(copy);
        if (!one.IsOfFiles)
            copy.Save();
        var report = await ExportVerifier.Verify(copy.Folder, world.Key, null, null, default);

        report.FaultCount.ShouldBeGreaterThan(0);
        report.Faults.ShouldContain(
            fault => fault.Problem.Contains(one.Reported.Replace("{0}", $"{sequence}", StringComparison.Ordinal), StringComparison.Ordinal) && (sequence == null || fault.Sequence == sequence),
            string.Join('\n', report.Faults.Take(10)));
    }

    [Fact]
    public async Task an_export_forged_as_a_whole_passes_but_for_the_key_or_a_kept_checkpoint()
    {
        using var copy = new ExportCopy(world.Folder("whole"));
        copy.Events.First(e => ExportCopy.Type(e) == "message_posted" && e["salt"] is not null)["data"]!["personal"]!["text"] = "forged";
        copy.RecomputeChains();
        var forger = copy.SignAnew();
        copy.Save();

        (await ExportVerifier.Verify(copy.Folder, null, null, null, default)).Faults.ShouldBeEmpty();
        (await ExportVerifier.Verify(copy.Folder, forger, null, null, default)).Faults.ShouldBeEmpty();
        (await ExportVerifier.Verify(copy.Folder, world.Key, null, null, default)).Faults.Select(f => f.Problem).ShouldBe(
            ["the checkpoint is not signed by the key that you trust", "the key in the manifest is not the key that you trust"]);
        (await ExportVerifier.Verify(copy.Folder, null, world.Now, null, default)).Faults.Select(f => f.Problem)
            .ShouldContain(p => p.Contains("are some that are not those of your checkpoint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task of_the_whole_log_nothing_may_be_withheld()
    {
        using var copy = new ExportCopy(world.Folder("acme"));
        copy.Manifest.Remove("tenant");
        copy.SaveManifest();
        (await ExportVerifier.Verify(copy.Folder, world.Key, null, null, default)).Faults
            .ShouldContain(f => f.Problem.Contains("are withheld, and this is said to be the whole log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_checkpoint_that_cannot_be_compared_is_no_proof()
    {
        (await ExportVerifier.Verify(world.Folder("acme"), world.Key, world.Now, null, default)).Faults.ShouldBeEmpty();
        (await ExportVerifier.Verify(world.Folder("room"), world.Key, world.Between, null, default)).Faults
            .ShouldContain(f => f.Problem.Contains("cannot be compared with this part of the log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task an_export_that_was_broken_off_goes_on_to_the_same_lines()
    {
        var folder = Path.Combine(world.Root, "resumed");
        for (var rounds = 0; !File.Exists(Path.Combine(folder, ExportManifest.FileName)); rounds++)
        {
            rounds.ShouldBeLessThan(20);
            using var stop = new CancellationTokenSource();
            // Broken off at each chunk that is done, and with bytes of the next one in the file.
            var breaking = new Breaking(() => stop.Cancel());
            try
            {
                await world.Host.Service<LogExport>().Run(folder, null, null, rounds < 3 ? breaking : null, stop.Token);
            }
            catch (OperationCanceledException)
            {
                await File.AppendAllTextAsync(Path.Combine(folder, ExportManifest.EventsFile), "half a member", TestContext.Current.CancellationToken);
                (await Should.ThrowAsync<IOException>(() => ExportVerifier.Verify(folder, null, null, null, default))).Message.ShouldContain("broken off");
                (await Should.ThrowAsync<IOException>(() => world.Host.Service<LogExport>().Run(folder, "acme", null, null, default)))
                    .Message.ShouldContain("of something else");
            }
        }
        var (resumed, straight) = (new ExportCopy(folder), new ExportCopy(world.Folder("whole")));
        using (resumed)
        using (straight)
        {
            foreach (var name in new[] { "events", "sha256", "proofSha256", "streamsSha256", "size", "firstSequence", "lastSequence" })
                resumed.Manifest[name]!.ToJsonString().ShouldBe(straight.Manifest[name]!.ToJsonString(), name);
        }
        (await ExportVerifier.Verify(folder, world.Key, null, null, default)).Faults.ShouldBeEmpty();
        (await Should.ThrowAsync<IOException>(() => world.Host.Service<LogExport>().Run(folder, null, null, null, default))).Message.ShouldContain("holds an export already");
    }

    private sealed class Breaking(Action atChunk) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => atChunk();
    }

    public sealed class World : IAsyncLifetime
    {
        public ChatEsHost Host { get; private set; } = null!;

        public string Root { get; } = Directory.CreateTempSubdirectory("chates-exports-").FullName;

        public long Room { get; private set; }

        public NoteKey Key { get; private set; } = null!;

        /// <summary>What an auditor has kept, of some time before.</summary>
        public SignedNote Before { get; private set; } = null!;

        /// <summary>Of a moment in the midst of events that are not exported.</summary>
        public SignedNote Between { get; private set; } = null!;

        public SignedNote Now { get; private set; } = null!;

        public string Folder(string part) => Path.Combine(Root, part);

        public async ValueTask InitializeAsync()
        {
            Host = await ChatEsHost.Start($"exporting_{Guid.NewGuid():n}");
            await Host.Tenant("acme");
            await Host.Tenant("other");
            var (ann, bob) = (await Host.User("acme", "ann"), await Host.User("other", "bob"));
            Room = await CreateRoom(ann);
            var other = await CreateRoom(bob);
            await Post(ann, Room, 10);
            Before = SignedNote.Parse((await Host.CheckpointOfAll()).Note);
            await Post(bob, other, 150);
            Between = SignedNote.Parse((await Host.CheckpointOfAll()).Note);
            await Post(bob, other, 150);
            await Post(ann, Room, 7);
            await Post(bob, other, 2);
            await Host.Service<PostgresEventStore>().ErasePersonal(new("acme", RoomFamily.StreamId(new RoomNumber(Room))), Host.Service<RoomFamily>(), [3, 4]);
            await Post(ann, Room, 3);
            var newest = await Host.CheckpointOfAll();
            (Now, Key) = (SignedNote.Parse(newest.Note), newest.Key);
            var export = Host.Service<LogExport>();
            await export.Run(Folder("whole"), null, null, null, default);
            await export.Run(Folder("acme"), "acme", null, null, default);
            await export.Run(Folder("room"), "acme", new RoomNumber(Room), null, default);
        }

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            Directory.Delete(Root, recursive: true);
        }

        private async Task<long> CreateRoom(Identity user) => (await Host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(user).Json("""{"name":"Lounge"}""");
            x.StatusShouldBe(201);
        })).Long("room");

        private async Task Post(Identity user, long room, int messages)
        {
            for (var i = 0; i < messages; i++)
            {
                await Host.Scenario(x =>
                {
                    x.Post($"/v1/rooms/{room}/messages").As(user).Json($$"""{"text":"n° {{i}} 🙂"}""");
                    x.StatusShouldBe(201);
                });
            }
        }
    }
}
