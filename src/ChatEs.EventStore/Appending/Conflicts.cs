using System.Text.Json;
using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>What stood against a batch, as <c>events.append_batch</c> raised it.</summary>
internal sealed class Conflicts
{
    public const string SqlState = "CE001";

    public HashSet<StreamKey> Stale { get; } = [];

    public Dictionary<(string Tenant, string Kind, string Key), string> Taken { get; } = [];

    public HashSet<IdempotencyKey> Repeated { get; } = [];

    public static Conflicts Parse(PostgresException exception)
    {
        var conflicts = new Conflicts();
        // The hint, not the detail: Npgsql shows a detail only on request, and with it those of all other errors, which
        // hold stored values and end in logs.
        using var list = JsonDocument.Parse(exception.Hint ?? "[]");
        foreach (var entry in list.RootElement.EnumerateArray())
        {
            string Member(string name) => entry.GetProperty(name).GetString()!;
            switch (Member("what"))
            {
                case "stale":
                    conflicts.Stale.Add(new StreamKey(Member("tenant"), Member("stream")));
                    break;
                case "taken":
                    conflicts.Taken[(Member("tenant"), Member("kind"), Member("key"))] = Member("owner");
                    break;
                default:
                    conflicts.Repeated.Add(new IdempotencyKey(Member("tenant"), Member("principal"), Member("route"), Member("key")));
                    break;
            }
        }
        return conflicts;
    }

    /// <summary>
    /// Answers a command whose name or key somebody else has got. A stale stream of its own goes first: on fresher
    /// state the command may be decided otherwise.
    /// </summary>
    /// <returns>False when nothing but its stream, or nothing at all, stands against it.</returns>
    public bool Settle(BatchBuilder.Part part)
    {
        var tenant = part.Submission.Decider.Stream.Tenant;
        if (Stale.Contains(part.Submission.Decider.Stream))
            return false;
        if (part.Decided.Record is { } record && Repeated.Contains(record.Key))
        {
            part.Submission.Complete(AppendResult.Repeated);
            return true;
        }
        foreach (var name in part.Decided.Reservations)
        {
            if (!Taken.TryGetValue((tenant, name.Kind, name.Key), out var owner))
                continue;
            part.Submission.Complete(AppendResult.Taken(name, owner));
            return true;
        }
        return false;
    }
}
