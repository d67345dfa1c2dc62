using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// <c>POST /api/v1/messages/{id}/read</c>: exactly this message. The vendor's client may say so twice, and says it of its
/// own messages, too: the first time counts, and the second is no event.
/// </summary>
internal sealed class ReadMessage(CommandBus bus, MessageQueries messages, ReceiptQueries receipts) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (await call.NoBody() is { } problem)
            return problem;
        if (call.Message is not var (room, number) || await messages.One(call.Tenant, room, number, call.User, call.Aborted) is null)
            return VirolaErrors.MessageNotFound;
        if ((await receipts.SeenOfPage(call.Tenant, room, call.User, number, number, call.Aborted)).Contains(number))
            return call.AnswerDone();
        var outcome = await bus.Send(MarkSeen.One(room, call.User, number), call.Context, call.Aborted);
        return outcome.Refusal is { } refusal ? VirolaErrors.OfMessage(refusal) : call.AnswerDone();
    }
}
