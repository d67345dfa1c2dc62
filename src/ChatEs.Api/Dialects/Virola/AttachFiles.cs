using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// <c>POST /api/v1/messages/{id}/attachments</c>: the files of the field <c>files</c>. All are stored before the first is
/// attached, so that one that is too large or broken off leaves the message as it was.
/// </summary>
internal sealed class AttachFiles(CommandBus bus, MessageQueries messages, FileStore store) : VirolaOperation
{
    private const string Field = "files";

    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        // Before the upload: who may not see the message need not wait for the refusal.
        if (call.Message is not var (room, number) || await messages.One(call.Tenant, room, number, call.User, call.Aborted) is null)
            return VirolaErrors.MessageNotFound;
        var (files, problem) = await Save(call);
        if (problem is not null)
            return problem;
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            var outcome = await bus.Send(
                new AddAttachment(room, call.User, number, file), call.Part(i, $"{file.File.Sha256} {file.Name}"), call.Aborted);
            if (outcome.Refusal is { } refusal)
                return VirolaErrors.OfMessage(refusal);
        }
        return call.AnswerDone();
    }

    private async Task<(List<NamedFile> Files, VirolaProblem? Problem)> Save(VirolaCall call)
    {
        List<NamedFile> files = [];
        if (MultipartFiles.Of(call.Http.Request) is not { } parts)
            return (files, VirolaErrors.NoFiles);
        try
        {
            while (await parts.Next(call.Aborted) is { } part)
            {
                if (part.Field != Field)
                    continue;
                if (files.Count == Validation.MostFiles)
                    return (files, VirolaErrors.TooManyFiles);
                var saved = await store.Save(call.Tenant, call.User, part.Name, part.Content, call.Aborted);
                if (saved.Refusal is { } refusal)
                    return (files, refusal);
                files.Add(new(saved.Result!, part.Name));
            }
        }
        catch (Exception e) when (MultipartFiles.IsBroken(e, call.Aborted))
        {
            return (files, VirolaErrors.BrokenMultipart);
        }
        return (files, files.Count == 0 ? VirolaErrors.NoFiles : null);
    }
}
