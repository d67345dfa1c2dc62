using ChatEs.Application.Auditing;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/rooms/{room}/events</c>: everything that happened in a room, line by line.</summary>
internal sealed class ListRoomEvents(EventLines lines) : NativeOperation
{
    protected override Description Describe() => EventLines.Describe("Everything that happened in a room, in order.")
        .Asking(EventLines.Versions)
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        var (filter, problem) = await lines.Filter(call);
        return problem ?? await lines.Answer(call, AuditScope.Room(call.Tenant, room), filter, NativeErrors.RoomNotFound(room));
    }
}
