using ChatEs.Application.Auditing;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/rooms/{room}/verify</c></summary>
internal sealed class VerifyRoom(AuditLog audit) : NativeOperation
{
    protected override Description Describe() => ChainRendering.Describe("Whether a room's events are as they were written: their hash chain is computed anew.")
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (call.Problem is { } problem)
            return problem;
        return await audit.Has(AuditScope.Room(call.Tenant, room), call.Aborted)
            ? call.Answer(
                StatusCodes.Status200OK, ChainRendering.Body(await audit.Verify(call.Tenant, room, progress: null, call.Aborted)),
                NativeJsonContext.Default.ChainBody)
            : NativeErrors.RoomNotFound(room);
    }
}
