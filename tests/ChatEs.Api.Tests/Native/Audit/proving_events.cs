using ChatEs.Api.Tests.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Domain.Tenants;
using ChatEs.EventStore.Merkle;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Native.Audit;

public sealed class proving_events(HostOf<proving_events> host) : IClassFixture<HostOf<proving_events>>
{
    [Fact]
    public async Task the_newest_checkpoint_is_a_signed_note_and_older_ones_are_found_by_size()
    {
        var auditor = await host.Chat.Key("acme", ApiKeyKind.Auditor);
        var kept = await host.Chat.CheckpointOfAll();
        var note = (await host.Scenario(x => x.Get("/v1/audit/checkpoint").As(auditor))).Text;
        kept.Key.Signed(SignedNote.Parse(note)).ShouldBeTrue();

        await host.Post(await host.Room(), host.Ann, "one more");
        await host.Chat.CheckpointOfAll();
        (await host.Scenario(x => x.Get($"/v1/audit/checkpoint?size={kept.Size}").As(auditor))).Text.ShouldBe(kept.Note);
        await host.Scenario(x =>
        {
            x.Get("/v1/audit/checkpoint?size=999999").As(auditor);
            x.ProblemShouldBe(404, "checkpoint_not_found");
        });
        await host.Scenario(x =>
        {
            x.Get("/v1/audit/checkpoint?size=0").As(auditor);
            x.ProblemShouldBe(400, "invalid", "size");
        });
    }

    [Fact]
    public async Task every_event_is_proven_by_what_the_answer_holds()
    {
        await host.Post(await host.Room(), host.Ann, "proven");
        var of = await host.Chat.CheckpointOfAll();
        // Other tests of this class write as another tenant.
        var mine = await CheckpointWorld.Scalar<long[]>(
            host.Chat.ConnectionString, $"select array_agg(seq_id order by seq_id) from events.mt_events where tenant_id = 'acme' and seq_id <= {of.Size}");
        foreach (var sequence in mine)
        {
            foreach (var size in new[] { of.Size, Math.Max(sequence, of.Size - 3) })
            {
                var answer = (await host.Scenario(x => x.Get($"/v1/audit/inclusion?sequence={sequence}&size={size}").As(host.Server))).Json;
                var proof = answer.GetProperty("proof").EnumerateArray().Select(h => h.GetBytesFromBase64()).ToList();
                var hash = answer.GetProperty("hash").GetBytesFromBase64();
                answer.GetProperty("leaf").GetBytesFromBase64().ShouldBe(MerkleHash.Leaf(hash));
                var root = size == of.Size
                    ? Checkpoint.Parse(SignedNote.Parse(answer.GetProperty("checkpoint").GetString()!).Text).Root
                    : await host.Chat.Service<LogTree>().Root(size);
                MerkleProof.VerifyInclusion(sequence - 1, size, MerkleHash.Leaf(hash), proof, root).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task the_log_is_shown_to_have_only_grown()
    {
        var before = await host.Chat.CheckpointOfAll();
        await host.Post(await host.Room(), host.Ann, "grown");
        var after = await host.Chat.CheckpointOfAll();

        var answer = (await host.Scenario(x => x.Get($"/v1/audit/consistency?from={before.Size}&to={after.Size}").As(host.Server))).Json;

        var proof = answer.GetProperty("proof").EnumerateArray().Select(h => h.GetBytesFromBase64()).ToList();
        answer.GetProperty("checkpoint").GetString().ShouldBe(after.Note);
        answer.GetProperty("fromRoot").GetBytesFromBase64().ShouldBe(before.Root);
        MerkleProof.VerifyConsistency(before.Size, after.Size, proof, before.Root, after.Root).ShouldBeTrue();
        await host.Scenario(x => x.Get($"/v1/audit/consistency?from={after.Size}&to={after.Size}").As(host.Server));
    }

    [Theory]
    [InlineData("inclusion", 400, "invalid", "sequence")]
    [InlineData("inclusion?sequence=0", 400, "invalid", "sequence")]
    [InlineData("inclusion?sequence=x", 400, "invalid", "sequence")]
    [InlineData("inclusion?sequence=99999999999999999999", 400, "invalid", "sequence")]
    [InlineData("inclusion?sequence=1&size=0", 400, "invalid", "size")]
    [InlineData("inclusion?sequence=999999", 404, "event_not_found")]
    [InlineData("inclusion?sequence=3&size=2", 404, "event_not_found")]
    [InlineData("inclusion?sequence=1&size=999999", 404, "event_not_found")]
    [InlineData("consistency", 400, "invalid", "from")]
    [InlineData("consistency?from=2&to=1", 400, "invalid", "to")]
    [InlineData("consistency?from=999999", 404, "checkpoint_not_found")]
    [InlineData("consistency?from=1&to=999999", 404, "checkpoint_not_found")]
    [InlineData("checkpoint?siez=1", 400, "invalid", "siez")]
    public async Task what_cannot_be_proven_is_refused(string asked, int status, string code, params string[] members)
    {
        await host.Chat.CheckpointOfAll();
        await host.Scenario(x =>
        {
            x.Get($"/v1/audit/{asked}").As(host.Server);
            x.ProblemShouldBe(status, code, members);
        });
    }

    [Fact]
    public async Task events_of_other_tenants_are_not_there()
    {
        var other = host.New("other");
        await host.Chat.Tenant(other);
        var auditor = await host.Chat.Key(other, ApiKeyKind.Auditor);
        await host.Chat.CheckpointOfAll();
        await host.Scenario(x =>
        {
            x.Get("/v1/audit/inclusion?sequence=1").As(auditor);
            x.ProblemShouldBe(404, "event_not_found");
        });
    }

    [Fact]
    public async Task where_an_event_is_gone_no_proof_is_made()
    {
        await using var chat = await ChatEsHost.Start($"proving_{Guid.NewGuid():n}");
        var key = await chat.Tenant("acme");
        await chat.User("acme", "ann");
        await chat.CheckpointOfAll();
        await CheckpointWorld.PastTheTriggers(chat.ConnectionString, "delete from events.mt_events where seq_id = 2");
        foreach (var asked in new[] { "inclusion?sequence=1", "consistency?from=2" })
        {
            await chat.Scenario(x =>
            {
                x.Get($"/v1/audit/{asked}").As(key);
                x.ProblemShouldBe(409, "log_tampered");
            });
        }
    }
}
