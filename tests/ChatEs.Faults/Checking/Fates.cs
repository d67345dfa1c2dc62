using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.Faults.Load;

namespace ChatEs.Faults.Checking;

/// <summary>
/// What was answered is there, once, as it was answered; what was refused is not there; what was not answered is there
/// once or not at all; and nothing is there that nobody asked for.
/// </summary>
internal static class Fates
{
    public static IEnumerable<string> Check(History history) =>
        history.Own.Where(e => e.Metadata.CorrelationId is not { } id ? !IsOfTheSetting(e) : !history.ById.ContainsKey(id))
            .Select(e => $"Nobody asked for the event {e.Sequence}, {e.Type}.")
            .Concat(history.Attempts.SelectMany(a => OfAttempt(history, a)))
            .Concat(history.Attempts.GroupBy(a => a.Command, StringComparer.Ordinal).SelectMany(c => OfCommand(history, [.. c])))
            .Concat(Names(history))
            .Concat(Deletions(history));

    /// <summary>The tenant and its key came to be before the first request.</summary>
    private static bool IsOfTheSetting(Event e) => e.Stream.Id.StartsWith("tenant-", StringComparison.Ordinal);

    private static IEnumerable<string> OfAttempt(History history, Attempt attempt)
    {
        var events = history.MainEvents(attempt);
        if (events.Count > 1)
            yield return $"{attempt.Id} ({attempt.Command}) is there {events.Count} times: {string.Join(", ", events.Select(e => e.Sequence))}.";
        if (attempt.Status >= 500 && attempt.Status is not (503 or 504))
            yield return $"{attempt.Id} ({attempt.Command}) was answered {attempt.Status}: {attempt.Body}";
        if (attempt.Status is 503 && attempt.RetryAfter is null)
            yield return $"{attempt.Id} ({attempt.Command}) was answered 503 without Retry-After.";
        if (attempt.Status is 503 or (>= 400 and < 500) && events.Count > 0)
            yield return $"{attempt.Id} ({attempt.Command}) was answered {attempt.Status} and is there: {events[0].Sequence}.";
        foreach (var e in events.Where(e => !IsAsAsked(history, attempt, e)))
            yield return $"{attempt.Id} ({attempt.Command}) is there as something else: {e.Sequence}, {e.Data}.";
    }

    private static bool IsAsAsked(History history, Attempt attempt, Event e)
    {
        var user = attempt.User is { } name ? history.Users.GetValueOrDefault(name) : default(long?);
        return e.Data switch
        {
            MessagePosted posted => posted.Personal?.Text == attempt.Text && posted.Author?.Value == user && History.RoomOf(e) == attempt.Room
                && (attempt.ChosenId is null || posted.Id == attempt.ChosenId),
            MessageEdited edited => edited.Personal?.Text == attempt.Text && edited.Number.Value == attempt.Message && History.RoomOf(e) == attempt.Room,
            MessageDeleted deleted => deleted.Number.Value == attempt.Message && deleted.By?.Value == user && History.RoomOf(e) == attempt.Room,
            MessagesSeen seen => (seen.User.Value, seen.From.Value, seen.To.Value) == (user, attempt.From, attempt.Message) && History.RoomOf(e) == attempt.Room,
            RoomCreated created when attempt.Act == Act.CreateRoom => created.Personal?.Name == attempt.Text,
            RoomCreated created when attempt.Act == Act.GetChannel => created.Personal?.Key == attempt.Text,
            _ => true,
        };
    }

    private static IEnumerable<string> OfCommand(History history, IReadOnlyList<Attempt> attempts)
    {
        var (first, events) = (attempts[0], attempts.SelectMany(history.MainEvents).ToList());
        var done = attempts.Where(a => a.IsDone).ToList();
        if (first.Once && events.Count > 1)
            yield return $"{first.Command} is there {events.Count} times: {string.Join(", ", events.Select(e => e.Sequence))}.";
        foreach (var lost in done.Where(a => MustLeaveTrace(a) && (a.Once ? events.Count == 0 : history.MainEvents(a).Count == 0)))
            yield return $"{lost.Id} ({lost.Command}) was answered {lost.Status} and is not there.";
        if (first.ChosenId is not null && first.Act == Act.Post && events.Count == 0 && attempts.Any(a => a.Status == 409))
            yield return $"{first.Command} was told that its message id is taken, and it is not there.";
        if (first.Act is Act.Add && first.Once)
        {
            foreach (var wrong in done.Where(a => (a.Json.GetProperty("added").GetArrayLength() > 0) != (events.Count > 0)))
                yield return $"{wrong.Id} ({wrong.Command}) was answered {wrong.Body}, and the log has {events.Count} events of it.";
        }
        if (first.Act is not (Act.Post or Act.CreateRoom))
            yield break;
        foreach (var wrong in done.Where(a => events.Count == 1 && !Tells(a, events[0])))
            yield return $"{wrong.Id} ({wrong.Command}) was answered {wrong.Body}, and the log says {events[0].Data}.";
    }

    /// <summary>Seeing what was seen, adding who is there and the like is answered and leaves nothing.</summary>
    private static bool MustLeaveTrace(Attempt attempt) => attempt.Act is Act.Post or Act.Edit or Act.CreateRoom;

    private static bool Tells(Attempt attempt, Event e) => e.Data switch
    {
        MessagePosted posted => attempt.Json.GetProperty("number").GetInt64() == posted.Number.Value && attempt.Json.GetProperty("id").GetGuid() == posted.Id,
        RoomCreated created => attempt.Json.GetProperty("room").GetInt64() == created.Room.Value,
        _ => true,
    };

    /// <summary>One channel of a key, one room of two users, and everybody got that one.</summary>
    private static IEnumerable<string> Names(History history)
    {
        foreach (var got in history.Attempts.Where(a => a.Act is Act.GetChannel or Act.GetSingle).GroupBy(NameOf, StringComparer.Ordinal))
        {
            var rooms = got.Where(a => a.IsDone).Select(a => a.Json.GetProperty("room").GetInt64()).Distinct().ToList();
            var created = got.SelectMany(history.MainEvents).ToList();
            if (rooms.Count > 1 || created.Count > 1)
                yield return $"{got.Key} is {string.Join(" and ", rooms)}, and was created {created.Count} times.";
            if (rooms.Count == 1 && (created.Count == 0 || ((RoomCreated)created[0].Data).Room.Value != rooms[0]))
                yield return $"{got.Key} was answered to be {rooms[0]}, and was not created as that.";
        }
    }

    private static string NameOf(Attempt attempt) => attempt.Act == Act.GetChannel
        ? $"The channel {attempt.Text}"
        : $"The room of {string.Join(" and ", new[] { attempt.User!, attempt.Text! }.Order(StringComparer.Ordinal))}";

    private static IEnumerable<string> Deletions(History history)
    {
        var deleted = history.Own.Where(e => e.Data is MessageDeleted).GroupBy(e => (History.RoomOf(e), ((MessageDeleted)e.Data).Number.Value))
            .ToDictionary(d => d.Key, d => d.Count());
        foreach (var (message, times) in deleted.Where(d => d.Value > 1))
            yield return $"Message {message} was deleted {times} times.";
        foreach (var lost in history.Attempts.Where(a => a.Act == Act.Delete && a.IsDone && !deleted.ContainsKey((a.Room!.Value, a.Message!.Value))))
            yield return $"{lost.Id} ({lost.Command}) was answered {lost.Status}, and the message is not deleted.";
    }
}
