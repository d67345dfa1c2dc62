using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.Realtime;

namespace ChatEs.Api.Dialects.Native.Realtime;

/// <summary><c>GET /v1/rooms/{room}/presence</c></summary>
internal sealed class GetPresence(RoomQueries rooms, OnlineUsers online, UserQueries users) : NativeOperation
{
    private const int Most = 1_000;

    protected override Description Describe() => new Description("Who of a room is online.")
    {
        More = "Whoever listens to events, on any connection. That he comes or goes is told as an event of the type presence.",
    }
        .Answering(NativeJsonContext.Default.PresenceBody)
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (call.Problem is { } problem)
            return problem;
        if (await rooms.Get(call.Tenant, room, call.User, call.Aborted) is null)
            return NativeErrors.RoomNotFound(room);
        var here = await online.InRoom(call.Tenant, room, Most, call.Aborted);
        var known = (await users.ByNumbers(call.Tenant, here, call.Aborted)).ToDictionary(user => user.Number);
        IReadOnlyList<UserRefBody> body = [.. here.Where(known.ContainsKey).Select(number => known[number]).Select(UserRendering.Ref)];
        return call.Answer(StatusCodes.Status200OK, new(body), NativeJsonContext.Default.PresenceBody);
    }
}
