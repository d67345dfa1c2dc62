namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/rooms/{id}/messages</c>: the main thread.</summary>
internal sealed class GetMessages(MessageList list) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call) =>
        call.Room is { } room ? await list.Answer(call, room, parent: null) : VirolaErrors.RoomNotFound;
}
