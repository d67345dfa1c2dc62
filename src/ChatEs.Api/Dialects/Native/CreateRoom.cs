using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.CreateRoom;

namespace ChatEs.Api.Dialects.Native;

/// <summary>
/// <c>POST /v1/rooms</c>: a new group; or the single room of two users, or the channel with a key, which may be there
/// already.
/// </summary>
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
        if (kind == RoomKind.Single && visibility == RoomVisibility.Public)
            call.Invalid("visibility", "A single room is private, else anybody could join its two.");
        if (kind == RoomKind.Channel && body.Key is null)
            call.Invalid("key", "A channel must have a key.");
        if (call.Problem is { } problem)
            return problem;

        var resolved = await directory.Resolve(participants, call.IsServer, call.Context, call.Aborted);
        if (resolved.Refusal is { } unknown)
            return unknown;
        var users = resolved.Result!.Users;
        return kind switch
        {
            RoomKind.Single => await Single(call, users),
            RoomKind.Channel => await Channel(call, body, visibility, users),
            _ => await Group(call, body, visibility, users),
        };
    }

    private async Task<NativeProblem?> Group(NativeCall call, CreateRoomBody body, RoomVisibility visibility, IReadOnlyList<UserNumber> users)
    {
        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await bus.Send(
            new Command(number, visibility, body.Name ?? "", body.Key, call.User, users), call.Context, call.Aborted);
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        if (outcome.Result is { } created)
            return AnswerCreated(call, Opened(call, created.Room, RoomKind.Group, visibility, body, created.At, Everybody(call, users)));
        return outcome.Refusal!.Code == RefusalCode.AlreadyTaken ? NativeErrors.RoomExists(body.Key) : outcome.Refusal;
    }

    private async Task<NativeProblem?> Channel(NativeCall call, CreateRoomBody body, RoomVisibility visibility, IReadOnlyList<UserNumber> users)
    {
        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await bus.Send(
            new GetOrCreateChannel(number, new Actor(call.User), body.Key!, body.Name ?? "", visibility, users), call.Context, call.Aborted);
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        return outcome.Result switch
        {
            { Created: true } created =>
                AnswerCreated(call, Opened(call, created.Room, RoomKind.Channel, visibility, body, created.At!.Value, created.Added.Count)),
            { } existing => await AnswerExisting(call, existing.Room),
            null => outcome.Refusal!.Code == RefusalCode.AlreadyTaken ? NativeErrors.RoomExists(body.Key) : outcome.Refusal,
        };
    }

    private async Task<NativeProblem?> Single(NativeCall call, IReadOnlyList<UserNumber> users)
    {
        UserNumber[] two = [.. (call.User is { } user ? users.Prepend(user) : users).Distinct()];
        if (two.Length != 2)
        {
            call.Invalid("participants", "A single room has exactly two different participants.");
            return call.Problem;
        }
        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await bus.Send(new GetOrCreateSingleRoom(number, two[0], two[1], call.User), call.Context, call.Aborted);
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        return outcome.Result switch
        {
            { Created: true } created => AnswerCreated(
                call, Opened(call, created.Room, RoomKind.Single, RoomVisibility.Private, null, created.At!.Value, two.Length)),
            { } existing => await AnswerExisting(call, existing.Room),
            null => outcome.Refusal,
        };
    }

    private static int Everybody(NativeCall call, IReadOnlyList<UserNumber> users) =>
        (call.User is { } user ? users.Prepend(user) : users).Distinct().Count();

    /// <summary>Out of the request and its result alone: a retry gets the same body, whatever has happened in the room since.</summary>
    private static RoomView Opened(
        NativeCall call, RoomNumber room, RoomKind kind, RoomVisibility visibility, CreateRoomBody? body, DateTimeOffset at, int members) => new(
            room, kind, visibility, call.User, body?.Name ?? "", body?.Key, at, default, members, at, call.User is null ? null : 0);

    private static NativeProblem? AnswerCreated(NativeCall call, RoomView room) =>
        call.Answer(StatusCodes.Status201Created, RoomRendering.Body(room), NativeJsonContext.Default.RoomBody, $"/v1/rooms/{room.Number}");

    private async Task<NativeProblem?> AnswerExisting(NativeCall call, RoomNumber number) =>
        await rooms.Get(call.Tenant, number, call.User, call.Aborted) is { } room
            ? call.Answer(StatusCodes.Status200OK, RoomRendering.Body(room), NativeJsonContext.Default.RoomBody, $"/v1/rooms/{room.Number}")
            : NativeErrors.RoomNotFound(number);
}
