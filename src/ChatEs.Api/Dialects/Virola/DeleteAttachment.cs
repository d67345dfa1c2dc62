using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

/// <summary><c>DELETE /api/v1/attachments/{id}</c>: the author's of the message, or a moderator's.</summary>
internal sealed class DeleteAttachment(CommandBus bus, AttachmentQueries attachments) : VirolaOperation
{
    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        if (call.File is not { } number || await attachments.Get(call.Tenant, number, call.User, call.Aborted) is not { } file)
            return VirolaErrors.AttachmentNotFound;
        var outcome = await bus.Send(new RemoveAttachment(file.Room, call.User, file.Number, number), call.Context, call.Aborted);
        return outcome.Refusal switch
        {
            null => call.AnswerDone(),
            { Code: RefusalCode.RoomNotFound or RefusalCode.MessageNotFound } => VirolaErrors.AttachmentNotFound,
            var refusal => refusal,
        };
    }
}
