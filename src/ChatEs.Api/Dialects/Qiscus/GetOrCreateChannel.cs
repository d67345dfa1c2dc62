using ChatEs.Api.Files;
using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.GetOrCreateChannel;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>
/// <c>GET</c> and <c>POST get_or_create_channel</c>: the room with a unique id, and the participants in it. Also the GET
/// creates, as the document has it.
/// </summary>
internal sealed class GetOrCreateChannel(CommandBus bus, NamedUsers named, Numbers numbers, RoomLists lists, SignedUrls signed)
    : QiscusOperation
{
    protected override async Task<QiscusProblem?> Answer(QiscusCall call)
    {
        call.Http.Response.Headers.CacheControl = "no-store";
        var key = call.Required("unique_id");
        if (key.Length > 0 && !Validation.IsExternalId(key))
            call.Invalid("unique_id", $"Must be 1 to {Validation.LongestExternalId} characters without control characters.");
        var participants = call.UserIds("participants", fewest: 1);
        var name = call.Text("room_name") ?? key;
        var avatar = call.Url("room_avatar_url");
        var options = call.Document("room_options", isObject: false);
        if (call.Problem is { } problem)
            return problem;

        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await Resolve(call, key, participants, Asking) switch
        {
            { Result.Users: var users } when Asking(users) is var (command, context) => await bus.Send(command, context, call.Aborted),
            var refused => Outcome<RoomGotResult>.Refused(refused.Refusal!),
        };
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        if (outcome.Result is not { } got)
            return outcome.Refusal;
        if (got.Created)
        {
            return call.Answer(
                new(true, new(avatar ?? "", key, got.Room.ToString(), name, options ?? QiscusValues.Nothing, QiscusValues.Type(RoomKind.Channel))),
                QiscusJsonContext.Default.EnvelopeChannelResults);
        }
        return await lists.ByNumber(call, got.Room.ToString()) is { } room
            ? call.Answer(
                new(got.Added.Count > 0, RoomRendering.Channel(RoomRendering.Body(room, await signed.For(call.Http.Request)))),
                QiscusJsonContext.Default.EnvelopeChannelResults)
            : QiscusErrors.RoomNotFound(key);

        (Command, CommandContext) Asking(IReadOnlyList<UserNumber> users) => (
            new(number, Actor.Server, key, name, RoomVisibility.Private, users, Description: null, options, avatar), call.Context());
    }

    /// <summary>Where the channel is there, what is asked is to add to it; only that can be tried.</summary>
    private async Task<Outcome<ResolvedUsers>> Resolve(
        QiscusCall call, string key, IReadOnlyList<string> participants, Func<IReadOnlyList<UserNumber>, (Command, CommandContext)> asking) =>
        await lists.ByKey(call, key) is { } there
            ? await named.Resolve(call, participants, users => (new AddParticipants(there.Number, Actor.Server, users), call.Context()))
            : await named.Resolve(call, participants, asking);
}
