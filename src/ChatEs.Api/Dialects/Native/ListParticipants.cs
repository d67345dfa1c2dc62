using ChatEs.Application.ReadModels.Members;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/participants</c>, in the order of joining.</summary>
internal sealed class ListParticipants(MemberQueries members) : NativeOperation
{
    private const int MostParticipants = 1000;
    private const int UsualParticipants = 100;

    protected override string[] QueryNames => ["limit", "after"];

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        var limit = call.Limit(MostParticipants, UsualParticipants);
        var after = NativeValues.CursorFrom(call) is { } cursor ? new MemberCursor(cursor.Time, new(cursor.Number)) : null;
        if (call.Problem is { } problem)
            return problem;
        if (await members.Page(call.Tenant, room, call.User, after, limit, call.Aborted) is not { } page)
            return NativeErrors.RoomNotFound(room);

        var next = page.HasMore && page.Members is [.., var last] ? NativeValues.CursorOf(last.JoinedAt, last.User.Value) : null;
        return call.Answer(
            StatusCodes.Status200OK, new([.. page.Members.Select(Body)], next), NativeJsonContext.Default.ParticipantsBody);
    }

    private static ParticipantBody Body(MemberView member) =>
        new(new(member.User.Value, member.ExternalId, member.Username), member.Moderator, member.JoinedAt.UtcDateTime);
}
