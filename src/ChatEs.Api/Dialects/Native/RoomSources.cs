using ChatEs.Application.Auditing;
using ChatEs.Application.Replay;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary>
/// Where an operation takes a room from: the tables of today, or, where the request says <c>asOf</c>, a shadow of them as
/// they were. The operation does not know which, so that the one answer is made like the other.
/// </summary>
internal sealed class RoomSources(RoomReads today, RoomAuditor auditor)
{
    /// <param name="answer">Answers, or says what is missing.</param>
    public async Task<NativeProblem?> Read(NativeCall call, RoomNumber room, Func<RoomReads, Task<NativeProblem?>> answer)
    {
        if (call.AsOf is not { } sequence)
            return await answer(today);
        return await Look(call, room, new Moment(Sequence: sequence), past => answer(past.Reads));
    }

    /// <summary>Whether a user named in the request is one of whom was known at the moment asked about.</summary>
    public async ValueTask<bool> Knows(NativeCall call, UserNumber user) =>
        call.AsOf is not { } sequence || await auditor.Knew(call.Tenant, user, sequence, call.Aborted);

    /// <summary>The room at a moment. That it was not there then is told as that it is not there.</summary>
    public async Task<NativeProblem?> Look(NativeCall call, RoomNumber room, Moment moment, Func<RoomAsOf, Task<NativeProblem?>> answer)
    {
        try
        {
            var found = await auditor.At(call.Tenant, room, moment, call.Aborted);
            if (found.Refusal is { Code: RefusalCode.Invalid } refusal)
                return NativeErrors.Invalid([.. refusal.Details.Select(wrong => call.AsOf is null ? wrong : wrong with { Member = QueryValue.AsOf.Name })]);
            if (found.Refusal is not null)
                return NativeErrors.RoomNotFound(room);
            using var past = found.Result!;
            return await answer(past);
        }
        catch (TooManyShadowsException busy)
        {
            return NativeErrors.Busy(busy);
        }
    }
}
