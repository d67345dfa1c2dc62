using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Exports;
using ChatEs.Application.Replay;
using ChatEs.Application.Restoring;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Auditing;

public sealed class restoring_an_export : IAsyncLifetime
{
    private const string Log = """
        select coalesce(jsonb_agg(to_jsonb(e) - 'mt_dotnet_type' order by seq_id), '[]')::text
          from events.mt_events e where $T
        """;

    private const string Models = """
        select (select jsonb_agg(to_jsonb(t) order by t.id) from chat.tenants t)::text
            || (select jsonb_agg(to_jsonb(t) order by t.number) from chat.users t)
            || (select jsonb_agg(to_jsonb(t) order by t.number) from chat.rooms t)
            || (select jsonb_agg(to_jsonb(t) order by t.room, t.user_no) from chat.members t)
            || (select jsonb_agg(to_jsonb(t) order by t.room, t.number) from chat.messages t)
            || (select jsonb_agg(to_jsonb(t) order by t.file) from chat.attachments t)
            || (select jsonb_agg(to_jsonb(t) order by t.room, t.number, t.emoji, t.user_no) from chat.reactions t)
            || (select jsonb_agg(to_jsonb(t) order by t.room, t.user_no, t.first) from chat.receipts t)
            || (select jsonb_agg(to_jsonb(s) order by s.tenant_id, s.id) from events.mt_streams s)
        """;

    private const string Names = """
        select jsonb_agg(to_jsonb(r) order by tenant_id, kind, key)::text from vault.reservations r where kind <> 'edit_id'
        """;

    /// <summary>An id as clients choose them.</summary>
    private static readonly Guid Chosen = Guid.NewGuid();

    private readonly Folder _folder = new();
    private ChatEsHost _origin = null!;

    public async ValueTask InitializeAsync()
    {
        _origin = await ChatEsHost.Start($"restoring_{Guid.NewGuid():n}");
        await _origin.Tenant("other");
        await _origin.Tenant("acme");
    }

    public async ValueTask DisposeAsync()
    {
        await _origin.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task the_whole_log_is_the_same_in_an_empty_database_and_goes_on_there()
    {
        var (ann, room) = await History("acme");
        await History("other");
        await Export(tenant: null);
        await using var copy = await Empty();

        var report = await Restore(copy);

        (report.Tenant, report.Restored, report.KeptSequences).ShouldBe((null, report.Events, true));
        (await Scalar(copy, Log.Replace("$T", "true", StringComparison.Ordinal))).ShouldBe(await Scalar(_origin, Log.Replace("$T", $"seq_id <= {report.Events}", StringComparison.Ordinal)));
        (await Scalar(copy, Models)).ShouldBe(await Scalar(_origin, Models));
        (await Scalar(copy, Names)).ShouldBe(await Scalar(_origin, Names));
        await ShouldBeWhole(copy);
        (await copy.CheckpointOfAll()).Root.ShouldBe((await _origin.CheckpointOfAll()).Root);

        // It goes on as if nothing had been: numbers, names and counts.
        var acting = new Acting(copy);
        (await acting.Post(room, ann, "after")).Number.Value.ShouldBe((await new Acting(_origin).Post(room, ann, "after")).Number.Value);
        (await copy.User("acme", "ann")).UserNumber.ShouldBe(ann.Value);
        (await Refused(copy, new CreateRoom(new(9_999), RoomVisibility.Private, "Lounge", "lounge", null, []))).ShouldBe(RefusalCode.AlreadyTaken);
        (await Refused(copy, new PostMessage(room, Chosen, ann, MessageKind.Text, "again", ReserveId: true))).ShouldBe(RefusalCode.AlreadyTaken);
        (await acting.Room("new")).Value.ShouldBeGreaterThan(room.Value);
        await ShouldBeWhole(copy);
    }

    [Fact]
    public async Task a_tenant_is_restored_beside_others_with_new_sequences_and_everything_else_as_it_was()
    {
        await History("other");
        await History("acme");
        await Export("acme");
        await using var copy = await Empty();
        await copy.Tenant("mine");

        var report = await Restore(copy);

        (report.Tenant, report.KeptSequences).ShouldBe(("acme", false));
        const string ButSequence = "select jsonb_agg(to_jsonb(e) - 'seq_id' order by seq_id)::text from events.mt_events e where tenant_id = 'acme'";
        (await Scalar(copy, ButSequence)).ShouldBe(await Scalar(_origin, ButSequence));
        await ShouldBeWhole(copy);
    }

    [Fact]
    public async Task what_was_broken_off_goes_on_and_what_is_done_is_not_done_again()
    {
        var (ann, room) = await History("acme");
        await new Acting(_origin).Post(room, ann, 4_100);
        await Export(tenant: null);
        await using var copy = await Empty();

        using var breaking = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => copy.Service<ExportRestore>().Run(
            _folder.Path, null, new Immediately(_ => breaking.Cancel()), breaking.Token));
        long.Parse(await Scalar(copy, "select count(*)::text from events.mt_events"), null).ShouldBe(2_000);

        var report = await Restore(copy);
        report.Restored.ShouldBe(report.Events - 2_000);
        (await Restore(copy)).Restored.ShouldBe(0);
        await ShouldBeWhole(copy);
    }

    [Fact]
    public async Task what_cannot_be_put_back_is_refused_and_nothing_is_written()
    {
        var (_, room) = await History("acme");
        await Export(tenant: null);
        await using var copy = await Empty();
        await copy.Tenant("mine");
        (await RefusedRestore(copy)).ShouldContain("The log is not empty");

        using var ofTenant = new Folder();
        await Export("acme", folder: ofTenant);
        var acting = new Acting(copy, "mine");
        while ((await acting.Room()).Value < room.Value)
        {
        }
        (await RefusedRestore(copy, ofTenant)).ShouldContain("have been given out here, and the export has room");

        using var ofRoom = new Folder();
        await Export("acme", room, ofRoom);
        (await RefusedRestore(copy, ofRoom)).ShouldContain("The export of one room is evidence");

        await using (var events = File.OpenWrite(Path.Combine(ofTenant.Path, ExportManifest.EventsFile)))
            events.SetLength(events.Length / 2);
        (await RefusedRestore(copy, ofTenant)).ShouldContain("The export is not as it was written");
        (await Scalar(copy, "select count(*)::text from events.mt_events where tenant_id <> 'mine'")).ShouldBe("0");
    }

    /// <summary>People, rooms of every kind, messages with all that happens to them, and an erasure.</summary>
    private async Task<(UserNumber Ann, RoomNumber Room)> History(string tenant)
    {
        var acting = new Acting(_origin, tenant);
        var ann = new UserNumber((await _origin.User(tenant, "ann")).UserNumber!.Value);
        var ben = new UserNumber((await _origin.User(tenant, "ben")).UserNumber!.Value);
        await acting.Single(ann, ben);
        var room = await acting.Room("Lounge", key: "lounge", participants: [ann, ben]);
        var first = await acting.Post(room, ann, "Grüße 🎈");
        await acting.Post(room, ben, "reply", replyTo: first.Number);
        await acting.Do(new EditMessage(room, ann, first.Number, "Gruß"));
        await acting.Do(new AddReaction(room, ben, first.Number, "👍"));
        await acting.Do(new MarkSeen(room, ben, new(1), new(2)));
        var file = await acting.File(ann, [1, 2, 3], "notes.bin");
        await acting.Post(room, ann, "with a file", details: new() { Files = [file] });
        await acting.Do(new PostMessage(room, Chosen, ann, MessageKind.Text, "by an id of mine", ReserveId: true));
        await acting.Do(new DeleteMessage(room, ben, new(2)));
        return (ann, room);
    }

    private async Task Export(string? tenant, RoomNumber? room = null, Folder? folder = null)
    {
        await _origin.CheckpointOfAll();
        await _origin.Service<LogExport>().Run((folder ?? _folder).Path, tenant, room, null, default);
    }

    private static async Task<ChatEsHost> Empty() => await ChatEsHost.Start($"restored_{Guid.NewGuid():n}");

    private async Task<RestoreReport> Restore(ChatEsHost copy) => (await copy.Service<ExportRestore>().Run(_folder.Path, null, null, default))
        .Match(report => report, refusal => throw new InvalidOperationException(refusal.Message));

    private async Task<string> RefusedRestore(ChatEsHost copy, Folder? folder = null) =>
        (await copy.Service<ExportRestore>().Run((folder ?? _folder).Path, null, null, default)).Refusal.ShouldNotBeNull().Message;

    private static async Task ShouldBeWhole(ChatEsHost host)
    {
        (await host.Service<AuditLog>().Verify(null, null, null, default)).Tampered.ShouldBeEmpty();
        (await host.Service<Projections>().Verify()).Difference.ShouldBeNull();
    }

    private static async Task<RefusalCode> Refused<TResult>(ChatEsHost host, ICommand<TResult> command) where TResult : class =>
        (await host.Service<Application.Commands.CommandBus>().Send(command, Application.Tenancy.TenantAdministration.Operator("acme"))).Refusal!.Code;

    private static Task<string> Scalar(ChatEsHost host, string sql) => CheckpointWorld.Scalar<string>(host.ConnectionString, sql);

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("chates-export-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private sealed class Immediately(Action<ExportProgress> report) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => report(value);
    }
}
