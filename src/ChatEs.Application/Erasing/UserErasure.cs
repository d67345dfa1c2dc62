using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Users;
using ChatEs.EventStore.Reading;

namespace ChatEs.Application.Erasing;

/// <summary>What there is of a user to be erased.</summary>
/// <param name="Events">In rooms, by stored name.</param>
/// <param name="Own">Of his own stream: what he is and was called by.</param>
/// <param name="Files">Stored files that he uploaded, or that hang on what he wrote.</param>
public sealed record UserTraces(UserNumber User, int Rooms, IReadOnlyDictionary<string, int> Events, int Own, int Files)
{
    public int Total => Events.Values.Sum() + Own;
}

/// <param name="Events">How many events lost their personal part by this call.</param>
/// <param name="Rooms">In how many rooms.</param>
/// <param name="Files">How many files' bytes are gone by this call.</param>
public sealed record UserErased(UserNumber User, int Rooms, int Events, long Files);

/// <summary>How far the work on one user has come.</summary>
/// <param name="Looking">At the log, else at erasing.</param>
public sealed record ErasureProgress(bool Looking, long Done, long Of);

/// <summary>
/// Erases a user: all that he wrote and all that he is called by, in the log, the read models and the vault. What he did
/// stays, under a number that stands for nobody.
/// </summary>
public sealed class UserErasure(
    CommandBus bus, UserQueries users, PersonalParts parts, Eraser eraser, VaultErasure vault, Credentials credentials,
    LogReader log, TimeProvider clock)
{
    /// <summary>
    /// Twice the second within which every process refuses a suspended user. What is sent before that may still be stored
    /// after the first look at the log.
    /// </summary>
    internal static readonly TimeSpan SuspensionReaches = TimeSpan.FromSeconds(2);

    /// <summary>Looks and changes nothing. The cost is linear in the log.</summary>
    public async Task<Outcome<UserTraces>> Find(
        string tenant, UserNumber user, IProgress<ErasureProgress>? progress, CancellationToken cancellation)
    {
        if (await users.ByNumber(tenant, user, cancellation) is null)
            return Outcome<UserTraces>.Refused(NotFound(user));
        var found = await Look(tenant, user, 0, await log.LastSequence(cancellation), progress, cancellation);
        return Outcome<UserTraces>.Done(new UserTraces(
            user,
            found.Select(part => part.Stream).Distinct().Count(),
            found.CountBy(part => part.Type).ToDictionary(StringComparer.Ordinal),
            (await parts.OfStream(tenant, UserFamily.StreamId(user), cancellation)).Count,
            (await vault.FilesOf(tenant, user, cancellation)).Length));
    }

    /// <summary>
    /// Suspends him, erases what he wrote, and goes on until the log holds nothing that he sent before his suspension was
    /// known everywhere. What he is called by goes last, together with the claim on his external id: until then a call that
    /// was interrupted finds him by it and does what is left. Whoever calls has looked that it may.
    /// </summary>
    public async Task<Outcome<UserErased>> Erase(
        UserNumber user, CommandContext context, IProgress<ErasureProgress>? progress, CancellationToken cancellation)
    {
        if (await Silence(user, context, cancellation) is { } refusal)
            return Outcome<UserErased>.Refused(refusal);
        var tenant = context.Caller.Tenant;
        var (rooms, events, after, isQuiet) = (new HashSet<string>(StringComparer.Ordinal), 0, 0L, false);
        while (true)
        {
            var last = await log.LastSequence(cancellation);
            var found = await Look(tenant, user, after, last, progress, cancellation);
            await EraseInRooms(found, context, progress, cancellation);
            rooms.UnionWith(found.Select(part => part.Stream));
            (events, after) = (events + found.Count, last);
            if (isQuiet && found.Count == 0)
                break;
            isQuiet = isQuiet || await BecomeQuiet(tenant, user, cancellation);
        }
        var files = await vault.ForgetUser(tenant, user, cancellation);
        credentials.Forget();
        events += await EraseNames(user, context, cancellation);
        await vault.ForgetAnswers(tenant, cancellation);
        return Outcome<UserErased>.Done(new UserErased(user, rooms.Count, events, files));
    }

    /// <summary>He does nothing from now on, and is shown by nothing.</summary>
    private async Task<Refusal?> Silence(UserNumber user, CommandContext context, CancellationToken cancellation)
    {
        var plain = context with { Idempotency = null };
        var suspended = await bus.Send(new SuspendUser(user, Actor.Server), plain, cancellation);
        if (suspended.Refusal is { } refusal)
            return refusal;
        return (await bus.Send(new SetUserAvatar(user, Actor.Server, Avatar.None), plain, cancellation)).Refusal;
    }

    private async Task<List<PersonalPart>> Look(
        string tenant, UserNumber user, long after, long last, IProgress<ErasureProgress>? progress, CancellationToken cancellation) =>
        await parts.OfUser(
            tenant, user, after, last, progress is null ? null : new Relay<long>(at => progress.Report(new(Looking: true, at, last))), cancellation);

    private async Task EraseInRooms(
        List<PersonalPart> found, CommandContext context, IProgress<ErasureProgress>? progress, CancellationToken cancellation)
    {
        var erased = 0;
        var relay = progress is null ? null : new Relay<int>(more => progress.Report(new(Looking: false, erased += more, found.Count)));
        foreach (var ofRoom in found.GroupBy(part => part.Stream, StringComparer.Ordinal))
        {
            // The name that still holds a key goes in the transaction that gives the key up.
            var named = ofRoom.FirstOrDefault(part => part.Key is not null);
            await eraser.Erase(
                ofRoom.Key,
                ofRoom.OrderBy(part => part.Key is not null).Select(part => part.Version),
                context,
                named is null ? null : batch => VaultErasure.ReleaseRoom(batch, context.Caller.Tenant, named.Key!, named.Stream, named.Version),
                relay,
                cancellation);
        }
    }

    /// <summary>Waits until no process takes anything from him any more.</summary>
    private async Task<bool> BecomeQuiet(string tenant, UserNumber user, CancellationToken cancellation)
    {
        var suspended = (await users.ByNumber(tenant, user, cancellation))?.SuspendedAt;
        var left = suspended is { } since ? since + SuspensionReaches - clock.GetUtcNow() : SuspensionReaches;
        if (left > TimeSpan.Zero)
            await Task.Delay(left < SuspensionReaches ? left : SuspensionReaches, clock, cancellation);
        return true;
    }

    /// <summary>The newest first, so that the registration, by which he is found, goes last.</summary>
    private async Task<int> EraseNames(UserNumber user, CommandContext context, CancellationToken cancellation)
    {
        var (tenant, stream, erased) = (context.Caller.Tenant, UserFamily.StreamId(user), 0);
        while (await parts.OfStream(tenant, stream, cancellation) is { Count: > 0 } versions)
        {
            var externalId = (await users.ByNumber(tenant, user, cancellation))!.ExternalId;
            await eraser.Erase(
                stream,
                Enumerable.Reverse(versions),
                context,
                batch => VaultErasure.ReleaseUser(batch, tenant, externalId, user),
                progress: null,
                cancellation);
            erased += versions.Count;
        }
        return erased;
    }

    private static Refusal NotFound(UserNumber user) => new(RefusalCode.UserNotFound, $"There is no user {user}.");

    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
