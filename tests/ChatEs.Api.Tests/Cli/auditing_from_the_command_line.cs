using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ChatEs.Api.Tests.Auditing;
using ChatEs.Api.Tests.Import;
using ChatEs.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Cli;

public sealed class auditing_from_the_command_line : IAsyncLifetime
{
    private string _connection = "";
    private string _room = "";

    public async ValueTask InitializeAsync()
    {
        _connection = await TestPostgres.CreateDatabase($"audit_{Guid.NewGuid():n}");
        await Said(0, "db", "migrate");
        await Said(0, "tenants", "create", "acme");
        await Said(0, "tenants", "create", "other");
        var lines = ImportWorld.Bytes([.. Enumerable.Range(1, 30).Select(i => ImportWorld.Message($"{i}", room: "lounge"))]);
        var (_, report, _) = await Chates.Run(["import", "-", "--tenant", "acme", "--json", "--connection", _connection], lines);
        _room = Json(report).GetProperty("rooms")[0].GetProperty("number").GetRawText();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task prints_everything_that_happened_in_a_room()
    {
        var all = Lines(await Said(0, "audit", "replay", "--tenant", "acme", "--room", _room));
        all.Select(e => e.GetProperty("version").GetInt64()).ShouldBe(Enumerable.Range(1, all.Count).Select(v => (long)v));
        all[0].GetProperty("type").GetString().ShouldBe("room_created");
        all.Count(e => e.GetProperty("type").GetString() == "message_posted").ShouldBe(30);
        all.ShouldAllBe(e => e.GetProperty("headers").GetProperty("caller").GetString() == "operator" && e.GetProperty("hash").GetString()!.Length == 64);

        var part = Lines(await Said(0, "audit", "replay", "--tenant", "acme", "--room", _room, "--from-version", "3", "--to-version", "5"));
        part.Select(e => e.GetProperty("version").GetInt64()).ShouldBe([3, 4, 5]);
        (await Said(0, "audit", "replay", "--tenant", "acme", "--room", _room, "--until", "2020-01-01T00:00:00Z")).ShouldBeEmpty();

        var posted = Lines(await Said(0, "audit", "replay", "--tenant", "acme", "--room", _room, "--type", "message_posted", "--limit", "2"));
        posted.Select(e => e.GetProperty("type").GetString()).ShouldBe(["message_posted", "message_posted"]);
        var next = posted[1].GetProperty("sequence").GetInt64() + 1;
        Lines(await Said(0, "audit", "replay", "--tenant", "acme", "--room", _room, "--from-sequence", $"{next}", "--to-sequence", $"{next}"))
            .Single().GetProperty("sequence").GetInt64().ShouldBe(next);
        (await Fails(1, "audit", "replay", "--tenant", "acme", "--room", _room, "--user", "nobody")).ShouldBe("user_not_found");

        (await Fails(1, "audit", "replay", "--tenant", "other", "--room", _room)).ShouldBe("room_not_found");
        (await Fails(1, "audit", "replay", "--tenant", "nobody", "--room", _room)).ShouldBe("tenant_not_found");
        (await Fails(2, "audit", "replay", "--tenant", "acme", "--room", _room, "--since", "2020-01-01")).ShouldBe("usage");
    }

    [Fact]
    public async Task shows_a_room_as_it_was()
    {
        var events = Lines(await Said(0, "audit", "replay", "--tenant", "acme", "--room", _room));
        var fifth = events.Where(e => e.GetProperty("type").GetString() == "message_posted").ElementAt(4);
        string[] state = ["audit", "state", "--tenant", "acme", "--room", _room];

        foreach (var moment in new[] { "version", "sequence" })
        {
            var then = Json(await Said(0, [.. state, $"--{moment}", fifth.GetProperty(moment).GetRawText()]));
            then.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("number").GetInt64()).ShouldBe([1, 2, 3, 4, 5]);
            then.GetProperty("lastMessage").GetInt64().ShouldBe(5);
        }

        var now = Json(await Said(0, state));
        now.GetProperty("messages").GetArrayLength().ShouldBe(30);
        now.GetProperty("name").GetString().ShouldBe("lounge");
        now.GetProperty("participants").GetArrayLength().ShouldBe((int)now.GetProperty("participantCount").GetInt64());

        (await Fails(1, [.. state, "--at", "2020-01-01T00:00:00Z"])).ShouldBe("room_not_found");
        (await Fails(2, [.. state, "--version", "1", "--sequence", "1"])).ShouldBe("usage");
        var (exit, shown, _) = await Chates.Run([.. state, "--connection", _connection]);
        exit.ShouldBe(0);
        shown.ShouldContain("30 messages so far");

        await using var db = NpgsqlDataSource.Create(_connection);
        await using var left = db.CreateCommand("select count(*) from pg_namespace where nspname like 'chat\\_asof%'");
        (await left.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task finds_out_who_changed_an_event()
    {
        Json(await Said(0, "audit", "verify")).GetProperty("tampered").GetArrayLength().ShouldBe(0);
        (await Fails(2, "audit", "verify", "--room", _room)).ShouldBe("usage");

        await using (var db = NpgsqlDataSource.Create(_connection))
        await using (var forge = db.CreateCommand($"""
            alter table events.mt_events disable trigger all;
            update events.mt_events set data = jsonb_set(data, '{"{personal,text}"}', '"forged"') where stream_id = 'room-{_room}' and version = 7;
            alter table events.mt_events enable trigger all
            """))
            await forge.ExecuteNonQueryAsync();

        var found = Json(await Said(1, "audit", "verify", "--tenant", "acme"));
        var fault = found.GetProperty("tampered").EnumerateArray().Single();
        (fault.GetProperty("stream").GetString(), fault.GetProperty("version").GetInt64()).ShouldBe(($"room-{_room}", 7));
        Json(await Said(0, "audit", "verify", "--tenant", "other")).GetProperty("streams").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task exports_the_log_with_its_proof()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"export-{Guid.NewGuid():n}");
        try
        {
            var manifest = Json(await Said(0, "export", folder));
            await using var file = new GZipStream(File.OpenRead(Path.Combine(folder, "events.ndjson.gz")), CompressionMode.Decompress);
            using var copy = new MemoryStream();
            await file.CopyToAsync(copy);
            var lines = Lines(Encoding.UTF8.GetString(copy.ToArray()));
            lines.Select(e => e.GetProperty("sequence").GetInt64()).ShouldBe(Enumerable.Range(1, lines.Count).Select(s => (long)s));
            manifest.GetProperty("events").GetInt64().ShouldBe(lines.Count);
            manifest.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(copy.ToArray())));
            Json(await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"))).GetProperty("lastSequence").GetInt64().ShouldBe(lines.Count);
            (await Fails(2, "export", folder)).ShouldBe("folder");
            (await Fails(2, "export", folder + "-room", "--room", _room)).ShouldBe("usage");

            var acme = Json(await Said(0, "export", Path.Combine(folder, "acme"), "--tenant", "acme"));
            acme.GetProperty("events").GetInt64().ShouldBe(lines.Count(e => e.GetProperty("tenant").GetString() == "acme"));
            await Said(0, "export", Path.Combine(folder, "room"), "--tenant", "acme", "--room", _room);
            await VerifiesOffline(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>No connection is given here, and the data folder cannot be made: the verb has nothing but the export.</summary>
    private async Task VerifiesOffline(string folder)
    {
        var (key, kept) = (Path.Combine(folder, "key.pem"), Path.Combine(folder, "kept.txt"));
        await File.WriteAllTextAsync(key, Json(await Said(0, "audit", "key")).GetProperty("pem").GetString());
        await Said(0, "audit", "checkpoint", "--out", kept);
        foreach (var part in new[] { "", "acme", "room/manifest.json" })
        {
            var (exit, said, error) = await Chates.RunApart(
                ["audit", "verify-export", Path.Combine(folder, part), "--key", key, "--checkpoint", kept, "--json"], null, ("CHATES_DATA", "/dev/null/none"), ("ConnectionStrings__ChatEs", ""));
            exit.ShouldBe(0, said + error);
            Json(said).GetProperty("isKeyTrusted").GetBoolean().ShouldBeTrue();
        }
        var (untrusting, warned, _) = await Chates.Run(["audit", "verify-export", folder]);
        untrusting.ShouldBe(0);
        warned.ShouldContain("That proves nothing about who made it");

        await File.WriteAllTextAsync(Path.Combine(folder, "acme", "streams.ndjson.gz"), "");
        var (found, report, _) = await Chates.Run(["audit", "verify-export", Path.Combine(folder, "acme"), "--key", key]);
        found.ShouldBe(1);
        report.ShouldContain("is not among the ends of streams");
        (await Chates.Run(["audit", "verify-export", Path.Combine(folder, "nothing")])).ExitCode.ShouldBe(2);
        (await Chates.Run(["audit", "verify-export", folder, "--key", "no key"])).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task a_kept_checkpoint_finds_what_was_recomputed_as_a_whole()
    {
        var kept = Path.Combine(Path.GetTempPath(), $"kept-{Guid.NewGuid():n}.txt");
        try
        {
            await Said(0, "audit", "checkpoint", "--out", kept);
            (await Said(0, "audit", "checkpoint")).ShouldContain(Json($"\"{(await File.ReadAllTextAsync(kept)).Split('\n')[0]}\"").GetString()!);
            var verified = Json(await Said(0, "audit", "verify", "--checkpoint", kept)).GetProperty("log");
            verified.GetProperty("kept").GetInt64().ShouldBe(verified.GetProperty("events").GetInt64());
            (await Fails(2, "audit", "verify", "--checkpoint", kept, "--tenant", "acme")).ShouldBe("usage");
            (await Fails(2, "audit", "verify", "--checkpoint", kept + "none")).ShouldBe("usage");

            await CheckpointWorld.PastTheTriggers(_connection, """
                delete from events.mt_events where stream_id = 'tenant-other';
                delete from events.mt_streams where id = 'tenant-other';
                update events.mt_events e set seq_id = -n from (select seq_id, row_number() over (order by seq_id) as n from events.mt_events) o where o.seq_id = e.seq_id;
                update events.mt_events set seq_id = -seq_id;
                update events.mt_head set last_seq = (select max(seq_id) from events.mt_events);
                truncate events.merkle_nodes; delete from vault.checkpoints; delete from events.mt_event_progression where name = 'merkle_tree'
                """);

            Json(await Said(0, "audit", "verify")).GetProperty("log").GetProperty("faults").GetArrayLength().ShouldBe(0);
            await Said(1, "audit", "verify", "--checkpoint", kept);
        }
        finally
        {
            File.Delete(kept);
        }
    }

    [Fact]
    public async Task follows_the_log_until_it_is_stopped()
    {
        var newest = Lines(await Said(0, "events", "tail", "--last", "2"));
        newest.Count.ShouldBe(2);
        Lines(await Said(0, "events", "tail", "--from", "1", "--type", "room_created")).Count.ShouldBe(1);
        (await Said(0, "events", "tail", "--from", "1", "--tenant", "other", "--type", "message_posted")).ShouldBeEmpty();

        using var follower = Chates.Start(["events", "tail", "--last", "1", "-f", "--connection", _connection]);
        await Until(() => Lines(follower.Out).Count == 1);
        await Said(0, "users", "create", "newcomer", "--tenant", "acme");
        await Until(() => Lines(follower.Out).Count == 2);
        Lines(follower.Out)[^1].GetProperty("type").GetString().ShouldBe("user_registered");
        follower.Signal("INT");
        (await follower.Ended()).ShouldBe(130);
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            i.ShouldBeLessThan(600, "it never came to that");
            await Task.Delay(50);
        }
    }

    private async Task<string> Said(int exitCode, params string[] verb)
    {
        var (exit, said, error) = await Chates.Run([.. verb, "--json", "--connection", _connection]);
        exit.ShouldBe(exitCode, said + error);
        return said;
    }

    private async Task<string> Fails(int exitCode, params string[] verb) =>
        Json(await Said(exitCode, verb)).GetProperty("error").GetProperty("code").GetString()!;

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static List<JsonElement> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Json)];
}
