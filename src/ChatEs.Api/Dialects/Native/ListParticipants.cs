using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Members;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/participants</c>, in the order of joining.</summary>
internal sealed class ListParticipants(RoomSources rooms, SignedUrls urls) : NativeOperation
{
    private const int MostParticipants = 1000;
    private const int UsualParticipants = 100;

    protected override Description Describe() => new Description("Who is in a room, in the order of joining.")
        .Asking(QueryValue.Limit(MostParticipants, UsualParticipants), QueryValue.After)
        .WithPast()
        .AnsweringTagged(NativeJsonContext.Default.ParticipantsBody)
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        var limit = call.Limit(MostParticipants, UsualParticipants);
        var after = NativeValues.CursorFrom(call) is { } cursor ? new MemberCursor(cursor.Time, new(cursor.Number)) : null;
        if (call.Problem is { } problem)
            return problem;
        return await rooms.Read(call, room, async reads => await reads.Members.Page(call.Tenant, room, call.User, after, limit, call.Aborted) is { } page
            ? await Answer(call, page)
            : NativeErrors.RoomNotFound(room));
    }

    private async Task<NativeProblem?> Answer(NativeCall call, MemberPage page)
    {
        var next = page.HasMore && page.Members is [.., var last] ? NativeValues.CursorOf(last.JoinedAt, last.User.Value) : null;
        var files = await urls.For(call.Http.Request);
        return call.AnswerTagged(new([.. page.Members.Select(member => Body(member, files))], next), NativeJsonContext.Default.ParticipantsBody);
    }

    private static ParticipantBody Body(MemberView member, FileUrls urls) => new(
        new(member.User.Value, member.ExternalId, member.Username), RoomRendering.Avatar(member.Avatar, urls), member.Moderator,
        member.JoinedAt.UtcDateTime);
}
