using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/messages</c>: a page of the history, oldest first.</summary>
internal sealed class ListMessages(MessagePages pages, RoomSources rooms, UserDirectory directory) : NativeOperation
{
    private const string MainThread = "none";

    protected override Description Describe() => new Description("A page of a room's history, oldest first.")
    {
        More = "At most one of before, after, around and since; without one, the newest. The filters go together.",
    }
        .Asking(MessagePages.QueryValues)
        .Asking(
            new QueryValue("parent", "The comments of one message, by its number, or none for the main thread alone.") { Example = MainThread },
            new QueryValue("session", "Messages of one session.") { Most = Validation.LongestExternalId },
            new QueryValue("author", "Messages of one user, by his external id.") { Most = Validation.LongestExternalId })
        .WithPast()
        .AnsweringTagged(NativeJsonContext.Default.MessagesBody)
        .InRoom(NativeCodes.UserNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        var request = MessagePages.Request(call);
        var (filter, unknown) = await Filter(call);
        if ((call.Problem ?? unknown) is { } problem)
            return problem;
        return await rooms.Read(call, room, async reads => await pages.Answer(call, reads.Messages, room, request, filter) ? null : NativeErrors.RoomNotFound(room));
    }

    private async ValueTask<(MessageFilter? Filter, NativeProblem? Problem)> Filter(NativeCall call)
    {
        var (session, author, parent) = (call.Query("session"), call.Query("author"), call.Query("parent"));
        if ((session ?? author ?? parent) is null)
            return (null, null);
        var number = parent is null or MainThread ? null : call.QueryNumber("parent", 1, MessageNumber.Max);
        if (session is not null && !Validation.IsExternalId(session))
            call.Invalid("session", NativeValues.ExternalIdRule);
        UserNumber? user = null;
        if (author is not null)
        {
            var id = call.ExternalId("author");
            if (call.Problem is not null)
                return (null, null);
            var resolved = await directory.Resolve([id], mayRegister: false, call.Context, call.Aborted);
            if (resolved.Refusal is { } refusal)
                return (null, refusal);
            user = resolved.Result!.Users[0];
            if (!await rooms.Knows(call, user.Value))
                return (null, NativeErrors.NobodyThen(id));
        }
        return (new(parent == MainThread, number is { } of ? new MessageNumber(of) : null, session, user), null);
    }
}
