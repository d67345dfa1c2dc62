using ChatEs.Application.ReadModels.Messages;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>GET /api/v1/messages/{id}/comments</c></summary>
internal sealed class GetComments(MessageList list, MessageQueries messages) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call) =>
        call.Message is var (room, number) && await messages.One(call.Tenant, room, number, call.User, call.Aborted) is not null
            ? await list.Answer(call, room, number)
            : VirolaErrors.MessageNotFound;
}
