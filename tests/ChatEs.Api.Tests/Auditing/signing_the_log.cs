using System.Security.Cryptography;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.EventStore.Merkle;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Auditing;

public sealed class signing_the_log : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chates-key-").FullName;
    private ChatEsHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ChatEsHost.Start($"signing_{Guid.NewGuid():n}");
        await _host.Tenant("acme");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task follows_the_log_with_checkpoints_that_continue_each_other()
    {
        var first = await _host.CheckpointOfAll();
        var ann = await _host.User("acme", "ann");
        var second = await _host.CheckpointOfAll();

        second.Size.ShouldBeGreaterThan(first.Size);
        foreach (var made in new[] { first, second })
        {
            var note = SignedNote.Parse(made.Note);
            made.Key.Signed(note).ShouldBeTrue();
            Checkpoint.Parse(note.Text).ShouldBe(new Checkpoint(note.Signatures[0].Name, made.Size, made.Root));
            made.Root.ShouldBe(await _host.Service<LogTree>().Root(made.Size));
        }
        first.Checkpoint.Origin.ShouldStartWith("chates/");
        second.Checkpoint.Origin.ShouldBe(first.Checkpoint.Origin);
        second.PublicKey.ShouldBe(first.PublicKey);
        var proof = await _host.Service<LogTree>().ConsistencyProof(first.Size, second.Size);
        MerkleProof.VerifyConsistency(first.Size, second.Size, proof, first.Root, second.Root).ShouldBeTrue();
        ann.UserNumber.ShouldNotBeNull();
    }

    [Fact]
    public async Task of_two_processes_one_at_a_time_signs_while_posts_go_on()
    {
        await using var other = await _host.StartAnother();
        var ann = await _host.User("acme", "ann");
        var room = (await _host.Scenario(x =>
        {
            x.Post("/v1/rooms").As(ann).Json("""{"name":"busy"}""");
            x.StatusShouldBe(201);
        })).Long("room");
        using var stop = new CancellationTokenSource();
        var signing = new[] { _host, other }.SelectMany(host => Enumerable.Range(0, 2).Select(_ => Sign(host, stop.Token))).ToList();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async poster =>
        {
            for (var i = 0; i < 60; i++)
            {
                await (poster % 2 == 0 ? _host : other).Scenario(x =>
                {
                    x.Post($"/v1/rooms/{room}/messages").As(ann).Json($$"""{"text":"{{poster}} {{i}}"}""");
                    x.StatusShouldBe(201);
                });
            }
        }));
        await stop.CancelAsync();
        (await Task.WhenAll(signing)).ShouldAllBe(fault => fault == null);

        var last = await _host.CheckpointOfAll();
        var all = await _host.Service<CheckpointStore>().All(default);
        all.Count.ShouldBeGreaterThan(2);
        var again = await _host.Service<TreeVerifier>().Recompute(last.Size, last.Size, all.Select(c => c.Size).ToHashSet());
        again.Fault.ShouldBeNull();
        all.ShouldAllBe(c => c.Root.SequenceEqual(again.Roots[c.Size]) && c.Key.Signed(SignedNote.Parse(c.Note)));
        new[] { _host, other }.ShouldAllBe(host => host.Service<CheckpointHealth>().Fault == null);
    }

    [Theory]
    [InlineData("update events.mt_events set hash = sha256(hash) where seq_id = 1", "the first 3 events do not have the root that was signed for them")]
    [InlineData("delete from events.mt_events where seq_id = 3", "of the events 3 to 3 there are 0")]
    [InlineData("delete from events.mt_events where seq_id = 3; update events.mt_head set last_seq = 2", "of the events 3 to 3 there are 0")]
    [InlineData("update events.mt_head set last_seq = 2", "the log ends at event 2, but a checkpoint of 3 events was signed")]
    [InlineData("update events.mt_event_progression set last_seq_id = 2 where name = 'merkle_tree'", "the tree has 2 events, but the last checkpoint 3")]
    [InlineData("delete from events.mt_event_progression where name = 'merkle_tree'", "the tree has 0 events, but the last checkpoint 3")]
    [InlineData("delete from vault.checkpoints where size = 3", "the tree has 3 events, but the last checkpoint")]
    [InlineData("update vault.checkpoints set note = replace(note, E'\\n3\\n', E'\\n4\\n') where size = 3", "does not match the text")]
    [InlineData("update vault.checkpoints set note = 'nothing' where size = 3", "the checkpoint of 3 events is not as it was signed")]
    [InlineData("update vault.checkpoints set public_key = '\\x00' where size = 3", "the checkpoint of 3 events is not as it was signed")]
    public async Task signs_nothing_that_is_no_continuation_of_what_it_signed(string change, string problem)
    {
        await _host.User("acme", "ann");
        (await _host.CheckpointOfAll()).Size.ShouldBe(3);
        await CheckpointWorld.PastTheTriggers(_host.ConnectionString, change);
        // So that there is something to sign; with its head turned back the log takes nothing more.
        if (!change.Contains("mt_head", StringComparison.Ordinal))
            await _host.User("acme", "ben");

        var health = _host.Service<CheckpointHealth>();
        for (var i = 0; health.Fault is null; i++)
        {
            i.ShouldBeLessThan(600, "it never came to that");
            await Task.Delay(50);
        }
        health.Fault.ShouldContain(problem);
        (await CheckpointWorld.Scalar<long>(_host.ConnectionString, "select count(*) from vault.checkpoints where size > 3")).ShouldBe(0);
        _host.Log.All.Count(line => line.Contains("The log is not what was signed", StringComparison.Ordinal)).ShouldBe(1);
        await _host.Scenario(x =>
        {
            x.Get("/health/ready");
            x.AnswerShould(answer => answer.String("audit")!.ShouldContain(problem));
        });
    }

    [Fact]
    public async Task signs_with_the_key_and_name_that_are_configured()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(_folder, "key.pem");
        await File.WriteAllTextAsync(file, key.ExportECPrivateKeyPem());
        var before = await _host.CheckpointOfAll();
        await _host.DisposeAsync();

        _host = await ChatEsHost.On(
            _host.ConnectionString, kestrel: false, new HostSettings(null, ("Audit:KeyFile", file), ("Audit:LogName", "chat.example.com/log")));
        await _host.User("acme", "ann");
        var made = await _host.CheckpointOfAll();

        made.PublicKey.ShouldBe(key.ExportSubjectPublicKeyInfo());
        made.PublicKey.ShouldNotBe(before.PublicKey);
        made.Checkpoint.Origin.ShouldBe("chat.example.com/log");
        NoteKey.Parse(key.ExportSubjectPublicKeyInfoPem()).Signed(SignedNote.Parse(made.Note)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("no key at all", "log")]
    [InlineData("P-384", "log")]
    [InlineData(null, "log")]
    [InlineData("P-256", "two words")]
    [InlineData("P-256", "a+b")]
    public async Task does_not_start_with_a_key_or_name_that_cannot_be_used(string? content, string name)
    {
        var file = Path.Combine(_folder, "wrong.pem");
        using var key = ECDsa.Create(content == "P-384" ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256);
        if (content is not null)
            await File.WriteAllTextAsync(file, content.StartsWith('P') ? key.ExportPkcs8PrivateKeyPem() : content);

        await Should.ThrowAsync<FormatException>(() => ChatEsHost.On(
            _host.ConnectionString, kestrel: false, new HostSettings(null, ("Audit:KeyFile", file), ("Audit:LogName", name))));
    }

    [Fact]
    public async Task a_verb_that_knows_another_key_does_not_go_on_with_it()
    {
        await _host.CheckpointOfAll();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.Combine(_folder, "other.pem");
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem());
        var keys = new CheckpointKeys(
            _host.Service<ChatEs.Application.Vault.SigningKeys>(), Microsoft.Extensions.Options.Options.Create(new AuditSettings { KeyFile = file }));
        await using var db = NpgsqlDataSource.Create(_host.ConnectionString);
        var foreign = new Checkpointer(db, keys, TimeProvider.System);

        await _host.User("acme", "ann");
        (await foreign.Make(mayChangeKey: false, default)).ShouldBe(new CheckpointOutcome());

        await _host.CheckpointOfAll();
        var all = await _host.Service<CheckpointStore>().All(default);
        all.Select(c => Convert.ToHexString(c.PublicKey)).Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("update vault.checkpoints set note = 'other'")]
    [InlineData("delete from vault.checkpoints")]
    [InlineData("truncate vault.checkpoints")]
    public async Task a_checkpoint_is_kept(string sql)
    {
        await _host.CheckpointOfAll();
        (await Should.ThrowAsync<PostgresException>(() => CheckpointWorld.Run(_host.ConnectionString, sql))).SqlState.ShouldBe("CE002");
    }

    [Fact]
    public async Task of_hours_that_are_over_the_last_checkpoint_stays()
    {
        await _host.CheckpointOfAll();
        await CheckpointWorld.Run(_host.ConnectionString, """
            insert into vault.checkpoints (size, root, note, public_key, made_at)
            select 1000 + n, sha256(''), 'x', '', timestamptz '2026-01-01T00:00:00Z' + n * interval '20 minutes' from generate_series(0, 8) n
            """);
        var store = _host.Service<CheckpointStore>();

        (await store.Thin(DateTimeOffset.Parse("2026-01-01T02:50:00Z", System.Globalization.CultureInfo.InvariantCulture), default)).ShouldBe(4);

        (await store.All(default)).Where(c => c.Size >= 1000).Select(c => c.Size - 1000).ShouldBe([2, 5, 6, 7, 8]);
        (await store.Thin(DateTimeOffset.Parse("2026-01-01T03:50:00Z", System.Globalization.CultureInfo.InvariantCulture), default)).ShouldBe(2);
    }

    private static async Task<string?> Sign(ChatEsHost host, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if ((await host.Service<Checkpointer>().Make(mayChangeKey: true, default)).Fault is { } fault)
                return fault;
        }
        return null;
    }
}
