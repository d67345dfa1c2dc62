using System.Text.Json.Nodes;
using ChatEs.Application.Auditing.Exports;
using static ChatEs.Api.Tests.Auditing.ExportCopy;

namespace ChatEs.Api.Tests.Auditing;

/// <param name="Done">What was done to an export of one tenant, in words. Where nothing else is said, the manifest was made to fit.</param>
/// <param name="Named">Which event is named; 0 for none; null where the files themselves were changed.</param>
/// <param name="Reported">What verify-export says, or a part of it.</param>
internal sealed record TamperedExport(string Done, Action<ExportCopy> Tamper, Func<ExportCopy, long>? Named, string Reported)
{
    private static readonly Func<ExportCopy, long> TheMessage = copy => Sequence(copy.Message);
    private static readonly Func<ExportCopy, long> None = _ => 0;

    /// <summary>What was done, and what is reported: the table of docs/audit.md.</summary>
    public static readonly IReadOnlyList<TamperedExport> All =
    [
        Message("a fact in the data of an event was changed", e => e["data"]!["countable"] = false, "the hash does not match what is stored"),
        Message("a member was added to the data", e => e["data"]!["more"] = 1, "the hash does not match what is stored"),
        Message("a number that is not whole was put into the data", e => e["data"]!["more"] = 1.5, "was never written by an append"),
        Message("the text of a message was changed", e => e["data"]!["personal"]!["text"] = "forged", "the personal part does not match its digest"),
        Message("the text of a message was removed, and its salt", RemovePersonal, "the personal part is missing and no later erasure names this event"),
        Message("the text of a message was removed, but not its salt", e => e["data"]!.AsObject().Remove("personal"), "the personal part is missing but its salt is there"),
        Message("a header was changed", e => e["headers"]!["caller"] = "user:999", "the hash does not match what is stored"),
        Message("the type was changed", e => e["type"] = "message_edited", "the hash does not match what is stored"),
        Message("the time was changed", e => e["timestamp"] = "2026-01-01T00:00:00Z", "the hash does not match what is stored"),
        Message("the event's id was changed", e => e["id"] = Guid.NewGuid().ToString(), "the hash does not match what is stored"),
        Message("the request's id was changed", e => e["correlationId"] = "other", "the hash does not match what is stored"),
        Message("a byte of the salt was flipped", e => Flip(e, "salt"), "the personal part does not match its digest"),
        Message("a byte of the digest was flipped", e => Flip(e, "personalDigest"), "the personal part does not match its digest"),
        Message("a byte of the hash was flipped", e => Flip(e, "hash"), "the hash does not match what is stored"),
        Message("a second spelling of a member was added to the line", e => e["Sequence"] = 1, "events.ndjson.gz cannot be read on from here"),
        Message("the time was made finer than what is hashed", e => e["timestamp"] = ((string)e["timestamp"]!).TrimEnd('Z').PadRight(26, '0') + "1Z", "cannot be read on from here"),
        Message("the event was removed", (copy, e) => copy.Events.Remove(e), "the event {0} is missing, and nothing proves it"),
        Message("the event was given another tenant", e => e["tenant"] = "other", "which this export is not of"),
        new("the event was duplicated", copy => copy.Events.Insert(copy.Events.IndexOf(copy.Message), copy.Message.DeepClone().AsObject()), TheMessage, "the event is there twice, or out of its order"),
        new("two events of a stream changed places", Swap, copy => Sequence(copy.Message) + 1, "version"),
        new("the newest event was cut off, its stream's end and the manifest with it", CutTail, copy => copy.Manifest["lastSequence"]!.GetValue<long>(), "missing, and nothing proves"),
        new("a text was changed, and all chains recomputed", ChangeAndRecompute, _ => 1, "some that are not those that were signed"),
        new("the trace of an erasure was removed", copy => copy.Events.RemoveAll(e => Type(e) == "personal_data_erased"), copy => Sequence(copy.Events.First(e => e["salt"] is null && e["personalDigest"] is not null)), "no later erasure names this event"),
        new("a line of the proof was removed", copy => copy.Proofs.RemoveAt(0), copy => (long)copy.Proofs[0]["from"]!, "missing, and nothing proves"),
        new("a line of the proof was duplicated", copy => copy.Proofs.Insert(0, copy.Proofs[0].DeepClone().AsObject()), copy => (long)copy.Proofs[0]["from"]!, "the proof of the events"),
        new("a hash of the proof was changed", copy => Flip(copy.Proofs[0], "hash"), _ => 1, "some that are not those that were signed"),
        new("a proof covers events that make no complete subtree", copy => copy.Proofs[0]["to"] = (long)copy.Proofs[0]["to"]! + 2, _ => 1, "are no complete subtree with a root"),
        new("the end of a stream was changed", copy => Flip(copy.Heads[0], "hash"), None, "does not end with the hash that is said"),
        new("the end of a stream was set to another version", copy => copy.Heads[0]["version"] = 77, None, "is said to end at version 77"),
        new("the end of a stream was left out", copy => copy.Heads.RemoveAt(0), None, "is not among the ends of streams"),
        new("a stream was given two ends", copy => copy.Heads.Add(copy.Heads[0].DeepClone().AsObject()), None, "has two ends"),
        Manifest("the manifest says another number of events", m => m["events"] = 1, "the manifest says that the events are 1 lines"),
        Manifest("the manifest says another digest", m => m["sha256"] = new string('0', 64), "the events do not have the digest that the manifest says"),
        Manifest("the manifest says another digest of the proofs", m => m["proofSha256"] = new string('0', 64), "the proofs do not have the digest"),
        Manifest("the manifest says another size", m => m["size"] = 5, "the manifest says that the log has 5 events"),
        Manifest("the manifest says other sequences", m => m["lastSequence"] = 5, "the manifest says that the events are"),
        Manifest("the checkpoint was given another size", m => m["checkpoint"] = NextSize((string)m["checkpoint"]!), "the checkpoint is forged or broken"),
        Manifest("the checkpoint was given another root", m => m["checkpoint"] = OtherRoot((string)m["checkpoint"]!), "the checkpoint is forged or broken"),
        Manifest("the checkpoint was left out", m => m["checkpoint"] = "", "the checkpoint is forged or broken"),
        Manifest("the key in the manifest was broken", m => m["publicKey"] = "none", "the checkpoint is forged or broken"),
        new("the file of events was cut in the middle", copy => Cut(copy, ExportManifest.EventsFile), null, "events.ndjson.gz cannot be read on from here"),
        new("a byte of the compressed events was changed", copy => Garble(copy, ExportManifest.EventsFile), null, "events"),
        new("the file of events was emptied", copy => File.WriteAllText(Path.Combine(copy.Folder, ExportManifest.EventsFile), ""), null, "missing, and nothing proves"),
        new("the file of events was taken away", copy => File.Delete(Path.Combine(copy.Folder, ExportManifest.EventsFile)), null, "events.ndjson.gz cannot be read on from here"),
        new("the file of events was replaced by text", copy => File.WriteAllText(Path.Combine(copy.Folder, ExportManifest.EventsFile), "{}\n"), null, "events.ndjson.gz cannot be read on from here"),
        new("the proofs were taken away", copy => File.Delete(Path.Combine(copy.Folder, ExportManifest.ProofsFile)), null, "proof.ndjson.gz cannot be read on from here"),
        new("the ends of streams were taken away", copy => File.Delete(Path.Combine(copy.Folder, ExportManifest.HeadsFile)), null, "streams.ndjson.gz cannot be read on from here"),
    ];

    /// <summary>Files are as they were left: nothing is saved over them.</summary>
    public bool IsOfFiles => Named is null;

    private static TamperedExport Message(string done, Action<JsonObject> tamper, string reported) =>
        Message(done, (_, e) => tamper(e), reported);

    private static TamperedExport Message(string done, Action<ExportCopy, JsonObject> tamper, string reported) =>
        new(done, copy => tamper(copy, copy.Message), TheMessage, reported);

    private static TamperedExport Manifest(string done, Action<JsonObject> tamper, string reported) => new(
        done,
        copy =>
        {
            tamper(copy.Manifest);
            copy.SaveManifest();
        },
        null, reported);

    private static void RemovePersonal(JsonObject e)
    {
        e["data"]!.AsObject().Remove("personal");
        e.Remove("salt");
    }

    private static void Flip(JsonObject line, string member)
    {
        var bytes = Convert.FromHexString((string)line[member]!);
        bytes[7] ^= 1;
        line[member] = Convert.ToHexStringLower(bytes);
    }

    private static void Swap(ExportCopy copy)
    {
        var (one, other) = (copy.Message, copy.Events[copy.Events.IndexOf(copy.Message) + 1]);
        (one["sequence"], other["sequence"]) = (Sequence(other), Sequence(one));
        copy.Events.Sort((a, b) => Sequence(a).CompareTo(Sequence(b)));
    }

    private static void CutTail(ExportCopy copy)
    {
        var cut = copy.Events[^1];
        copy.Events.Remove(cut);
        var before = copy.Events.Last(e => (string)e["stream"]! == (string)cut["stream"]!);
        var head = copy.Heads.Single(h => (string)h["stream"]! == (string)cut["stream"]!);
        (head["version"], head["hash"]) = ((long)before["version"]!, (string)before["hash"]!);
    }

    private static void ChangeAndRecompute(ExportCopy copy)
    {
        copy.Message["data"]!["personal"]!["text"] = "forged";
        copy.RecomputeChains();
    }

    private static string NextSize(string note)
    {
        var lines = note.Split('\n');
        lines[1] += "0";
        return string.Join('\n', lines);
    }

    private static string OtherRoot(string note)
    {
        var lines = note.Split('\n');
        lines[2] = Convert.ToBase64String(new byte[32]);
        return string.Join('\n', lines);
    }

    private static void Cut(ExportCopy copy, string file)
    {
        using var stream = File.OpenWrite(Path.Combine(copy.Folder, file));
        stream.SetLength(stream.Length / 2);
    }

    private static void Garble(ExportCopy copy, string file)
    {
        var path = Path.Combine(copy.Folder, file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }
}
