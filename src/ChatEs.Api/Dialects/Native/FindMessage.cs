using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Messages;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/messages/{id}</c>: a message by its UUID, in whichever room it stands.</summary>
internal sealed class FindMessage(MessageQueries messages, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("One message, by its UUID.")
    {
        More = "The message itself says in which room it stands and under which number. Content-Location is its own address.",
    }
        .AnsweringTagged(NativeJsonContext.Default.MessageBody)
        .Refusing(NativeCodes.MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var id = NativeValues.UuidOf(call, "id", call.Route("id"));
        if (call.Problem is { } problem)
            return problem;
        if (await messages.ByUuid(call.Tenant, id!.Value, call.User, call.Aborted) is not { } message)
            return NativeErrors.MessageNotFound(id.Value);
        call.Http.Response.Headers.ContentLocation = $"/v1/rooms/{message.Room}/messages/{message.Number}";
        return call.AnswerTagged(MessageRendering.Body(message, await urls.For(call.Http.Request)), NativeJsonContext.Default.MessageBody);
    }
}
