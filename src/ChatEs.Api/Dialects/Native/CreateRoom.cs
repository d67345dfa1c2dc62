using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.CreateRoom;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms</c></summary>
internal sealed class CreateRoom(CommandBus bus, UserDirectory directory, Numbers numbers, RoomQueries rooms) : NativeOperation
{
    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (await call.Body(NativeJsonContext.Default.CreateRoomBody) is not { } body)
            return call.Problem;
        var kind = NativeValues.RoomKindOf(call, body.Kind);
        var visibility = NativeValues.VisibilityOf(call, body.Visibility);
        var participants = call.ExternalIds("participants", body.Participants, fewest: 0);
        if (kind == RoomKind.Single && body.Key is not null)
            call.Invalid("key", "A single room has none: its two participants find it.");
        if (call.Problem is { } problem)
            return problem;

        var resolved = await directory.Resolve(participants, call.IsServer, call.Context, call.Aborted);
        if (resolved.Refusal is { } unknown)
            return unknown;
        var command = new Command(
            await numbers.NextRoom(call.Aborted), kind, visibility, body.Name ?? "", body.Key, call.User, resolved.Result!.Users);
        var outcome = await bus.Send(command, call.Context, call.Aborted);
        if (outcome.Result?.Room != command.Room)
            numbers.GiveBack(command.Room);
        return outcome switch
        {
            { Result: { Created: true } created } => AnswerCreated(call, command, created),
            { Result: { } existing } when kind == RoomKind.Single => await AnswerExisting(call, existing),
            { Result: not null } or { Refusal.Code: RefusalCode.AlreadyTaken } => NativeErrors.RoomExists(body.Key),
            _ => outcome.Refusal,
        };
    }

    /// <summary>Out of the request and its result alone: a retry gets the same body, whatever has happened in the room since.</summary>
    private static NativeProblem? AnswerCreated(NativeCall call, Command command, RoomCreatedResult created)
    {
        var at = created.At!.Value;
        var everybody = command.Participants.ToHashSet();
        if (command.Creator is { } creator)
            everybody.Add(creator);
        var room = new RoomView(
            created.Room, command.Kind, command.Visibility, command.Creator, command.Name, command.Key, at, default, everybody.Count,
            at, command.Creator is null ? null : 0);
        return call.Answer(StatusCodes.Status201Created, RoomRendering.Body(room), NativeJsonContext.Default.RoomBody, $"/v1/rooms/{created.Room}");
    }

    private async Task<NativeProblem?> AnswerExisting(NativeCall call, RoomCreatedResult existing) =>
        await rooms.Get(call.Tenant, existing.Room, call.User, call.Aborted) is { } room
            ? call.Answer(StatusCodes.Status200OK, RoomRendering.Body(room), NativeJsonContext.Default.RoomBody, $"/v1/rooms/{room.Number}")
            : NativeErrors.RoomNotFound(existing.Room);
}
