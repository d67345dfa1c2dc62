using ChatEs.Api.Files;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}</c></summary>
internal sealed class GetRoom(RoomSources rooms, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("One room.")
        .WithPast()
        .AnsweringTagged(NativeJsonContext.Default.RoomBody)
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var number = call.Room();
        if (call.Problem is { } problem)
            return problem;
        return await rooms.Read(call, number, async reads => await reads.Rooms.Get(call.Tenant, number, call.User, call.Aborted) is { } room
            ? call.AnswerTagged(RoomRendering.Body(room, await urls.For(call.Http.Request)), NativeJsonContext.Default.RoomBody)
            : NativeErrors.RoomNotFound(number));
    }
}
