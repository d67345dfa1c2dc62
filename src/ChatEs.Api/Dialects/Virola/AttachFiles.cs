using ChatEs.Api.Files;
using ChatEs.Api.Hosting;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>
/// <c>POST /api/v1/messages/{id}/attachments</c>: the files of the field <c>files</c>. All are stored before the first is
/// attached, so that one that is too large or broken off leaves the message as it was, and nothing of the others.
/// </summary>
internal sealed class AttachFiles(CommandBus bus, MessageQueries messages, FileStore store) : VirolaOperation
{
    private const string Field = "files";

    protected override async Task<VirolaProblem?> Answer(VirolaCall call)
    {
        // Before the upload: who may not see the message need not wait for the refusal.
        if (call.Message is not var (room, number) || await messages.One(call.Tenant, room, number, call.User, call.Aborted) is null)
            return VirolaErrors.MessageNotFound;
        List<NamedFile> files = [];
        try
        {
            if ((await Save(call, files) ?? await Attach(call, room, number, files)) is not { } problem)
                return call.AnswerDone();
            await Discard(call, files);
            return problem;
        }
        catch (Exception e) when (Failures.IsNoHttp(e) && !call.Aborted.IsCancellationRequested)
        {
            // The host answers that, and knows nothing of the files before it.
            await Discard(call, files);
            throw;
        }
    }

    private Task Discard(VirolaCall call, List<NamedFile> files) => store.Discard(call.Tenant, files.Select(file => file.File.Number), call.Aborted);

    private async Task<VirolaProblem?> Attach(VirolaCall call, RoomNumber room, MessageNumber number, List<NamedFile> files)
    {
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            var outcome = await bus.Send(
                new AddAttachment(room, call.User, number, file), call.Part(i, $"{file.File.Sha256} {file.Name}"), call.Aborted);
            if (outcome.Refusal is { } refusal)
                return VirolaErrors.OfMessage(refusal);
        }
        return null;
    }

    private async Task<VirolaProblem?> Save(VirolaCall call, List<NamedFile> files)
    {
        if (MultipartFiles.Of(call.Http.Request) is not { } parts)
            return VirolaErrors.NoFiles;
        try
        {
            while (await parts.Next(call.Aborted) is { } part)
            {
                if (part.Field != Field)
                    continue;
                if (files.Count == Validation.MostFiles)
                    return VirolaErrors.TooManyFiles;
                var saved = await store.Save(call.Tenant, call.User, part.Name, part.Content, call.Aborted);
                if (saved.Refusal is { } refusal)
                    return VirolaErrors.Of(refusal);
                files.Add(new(saved.Result!, part.Name));
            }
        }
        catch (Exception e) when (MultipartFiles.IsBroken(e, call.Aborted))
        {
            return VirolaErrors.BrokenMultipart;
        }
        return files.Count == 0 ? VirolaErrors.NoFiles : null;
    }
}
