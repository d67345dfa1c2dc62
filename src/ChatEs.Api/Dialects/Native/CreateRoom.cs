using ChatEs.Api.Files;
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
internal sealed class CreateRoom(CommandBus bus, UserDirectory directory, Numbers numbers, RoomQueries rooms, SignedUrls urls) : NativeOperation
{
    protected override Description Describe() => new Description("Creates a group; or gets the room of two users, or the channel with a key, and creates it where it is not there.")
    {
        More = "A user who creates a room is in it and moderates it; of a single room neither of the two moderates. A taken key says nothing about its room.",
    }
        .Taking(
            NativeJsonContext.Default.CreateRoomBody,
            """{"name":"Lounge","participants":["bob"],"options":{"color":"red"}}""",
            """{"kind":"single","participants":["bob"]}""",
            """{"kind":"channel","key":"news","visibility":"public"}""")
        .AnsweringWithLocation(NativeJsonContext.Default.RoomBody, StatusCodes.Status201Created, "Created.")
        .AnsweringWithLocation(NativeJsonContext.Default.RoomBody, StatusCodes.Status200OK, "The single room or channel was there.")
        .Refusing(
            NativeCodes.RoomExists, NativeCodes.RoomArchived, NativeCodes.RoomNotFound, NativeCodes.LimitReached);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        if (await call.Body(NativeJsonContext.Default.CreateRoomBody) is not { } body)
            return call.Problem;
        var wish = Wish(call, body);
        var participants = call.ExternalIds("participants", body.Participants, fewest: 0);
        if (call.Problem is { } problem)
            return problem;

        var resolved = await directory.Resolve(participants, call.IsServer, call.Context, call.Aborted);
        if (resolved.Refusal is { } unknown)
            return unknown;
        var users = resolved.Result!.Users;
        return wish.Kind switch
        {
            RoomKind.Single => await Single(call, wish, users),
            RoomKind.Channel => await Channel(call, wish, users),
            _ => await Group(call, wish, users),
        };
    }

    private static RoomView Wish(NativeCall call, CreateRoomBody body)
    {
        var kind = NativeValues.RoomKindOf(call, body.Kind);
        var visibility = NativeValues.VisibilityOf(call, body.Visibility);
        if (kind == RoomKind.Single && body.Key is not null)
            call.Invalid("key", "A single room has none: its two participants find it.");
        if (kind == RoomKind.Single && visibility == RoomVisibility.Public)
            call.Invalid("visibility", "A single room is private, else anybody could join its two.");
        if (kind == RoomKind.Single && body.Description is not null)
            call.Invalid("description", "A single room has none.");
        if (kind == RoomKind.Single && body.AvatarUrl is not null)
            call.Invalid("avatarUrl", "A single room has none.");
        if (kind == RoomKind.Channel && body.Key is null)
            call.Invalid("key", "A channel must have a key.");
        return new(
            default, kind, visibility, call.User, kind == RoomKind.Single ? "" : body.Name ?? "", body.Key, default, default, 0, default,
            call.User is null ? null : 0, body.Description, NativeValues.DocumentOf(call, "options", body.Options),
            body.AvatarUrl is { } url ? Avatar.At(url) : null, Moderator: call.User is null ? null : kind != RoomKind.Single);
    }

    private async Task<NativeProblem?> Group(NativeCall call, RoomView wish, IReadOnlyList<UserNumber> users)
    {
        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await bus.Send(
            new Command(
                number, wish.Visibility, wish.Name, wish.Key, call.User, users, wish.Description, wish.Options, wish.Avatar?.Url),
            call.Context, call.Aborted);
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        return outcome.Result is { } created
            ? await AnswerCreated(call, wish, created.Room, created.At, Everybody(call, users))
            : Refused(outcome.Refusal!, wish);
    }

    private async Task<NativeProblem?> Channel(NativeCall call, RoomView wish, IReadOnlyList<UserNumber> users)
    {
        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await bus.Send(
            new GetOrCreateChannel(
                number, call.Actor, wish.Key!, wish.Name, wish.Visibility, users, wish.Description, wish.Options, wish.Avatar?.Url),
            call.Context, call.Aborted);
        return await AnswerGot(call, wish, number, outcome);
    }

    private async Task<NativeProblem?> Single(NativeCall call, RoomView wish, IReadOnlyList<UserNumber> users)
    {
        UserNumber[] two = [.. (call.User is { } user ? users.Prepend(user) : users).Distinct()];
        if (two.Length != 2)
        {
            call.Invalid("participants", "A single room has exactly two different participants.");
            return call.Problem;
        }
        var number = await numbers.NextRoom(call.Aborted);
        var outcome = await bus.Send(
            new GetOrCreateSingleRoom(number, two[0], two[1], call.User, wish.Options), call.Context, call.Aborted);
        return await AnswerGot(call, wish, number, outcome);
    }

    private async Task<NativeProblem?> AnswerGot(NativeCall call, RoomView wish, RoomNumber number, Outcome<RoomGotResult> outcome)
    {
        if (outcome.Result?.Room != number)
            numbers.GiveBack(number);
        return outcome.Result switch
        {
            { Created: true } created => await AnswerCreated(call, wish, created.Room, created.At!.Value, created.Added.Count),
            { } existing => await AnswerExisting(call, existing.Room),
            null => Refused(outcome.Refusal!, wish),
        };
    }

    private static NativeProblem? Refused(Refusal refusal, RoomView wish) =>
        refusal.Code == RefusalCode.AlreadyTaken ? NativeErrors.RoomExists(wish.Key) : refusal;

    private static int Everybody(NativeCall call, IReadOnlyList<UserNumber> users) =>
        (call.User is { } user ? users.Prepend(user) : users).Distinct().Count();

    /// <summary>Out of the request and its result alone: a retry gets the same body, whatever has happened in the room since.</summary>
    private async Task<NativeProblem?> AnswerCreated(NativeCall call, RoomView wish, RoomNumber room, DateTimeOffset at, int members)
    {
        var created = wish with
        {
            Number = room,
            CreatedAt = at,
            LastActivityAt = at,
            MemberCount = members,
            UpdatedAt = wish.Avatar is null ? null : at,
        };
        return call.Answer(
            StatusCodes.Status201Created, RoomRendering.Body(created, await urls.For(call.Http.Request)), NativeJsonContext.Default.RoomBody,
            $"/v1/rooms/{room}");
    }

    private async Task<NativeProblem?> AnswerExisting(NativeCall call, RoomNumber number) =>
        await rooms.Get(call.Tenant, number, call.User, call.Aborted) is { } room
            ? call.Answer(
                StatusCodes.Status200OK, RoomRendering.Body(room, await urls.For(call.Http.Request)), NativeJsonContext.Default.RoomBody,
                $"/v1/rooms/{room.Number}")
            : NativeErrors.RoomNotFound(number);
}
