using ChatEs.Application.ReadModels.Rooms;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}</c></summary>
internal sealed class GetRoom(RoomQueries rooms) : NativeOperation
{
    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var number = call.Room();
        if (call.Problem is { } problem)
            return problem;
        return await rooms.Get(call.Tenant, number, call.User, call.Aborted) is { } room
            ? call.Answer(StatusCodes.Status200OK, RoomRendering.Body(room), NativeJsonContext.Default.RoomBody)
            : NativeErrors.RoomNotFound(number);
    }
}
