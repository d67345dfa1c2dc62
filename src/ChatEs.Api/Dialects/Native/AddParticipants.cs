using ChatEs.Application.Commands;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Command = ChatEs.Domain.Rooms.AddParticipants;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>POST /v1/rooms/{room}/participants</c></summary>
internal sealed class AddParticipants(CommandBus bus, UserDirectory directory) : NativeOperation
{
    protected override Description Describe() => new Description("Adds users to a room.")
    {
        More = "A moderator or the secret key; everybody adds himself to a public room. Who is named and not registered is registered when a secret key names him.",
    }
        .Taking(NativeJsonContext.Default.UsersBody, """{"users":["bob","carol"]}""")
        .Answering(NativeJsonContext.Default.AddedBody)
        .InRoom(NativeCodes.SingleRoom, NativeCodes.RoomArchived);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        if (await call.Body(NativeJsonContext.Default.UsersBody) is not { } body)
            return call.Problem;
        var ids = call.ExternalIds("users", body.Users, fewest: 1);
        if (call.Problem is { } problem)
            return problem;

        var resolved = await directory.Resolve(ids, call.IsServer, call.Context, call.Aborted);
        if (resolved.Refusal is { } unknown)
            return unknown;
        var users = resolved.Result!.Users;
        var outcome = await bus.Send(new Command(room, call.Actor, users), call.Context, call.Aborted);
        return outcome.Result is { } changed
            ? call.Answer(StatusCodes.Status200OK, new(Names(changed, users, ids)), NativeJsonContext.Default.AddedBody)
            : outcome.Refusal;
    }

    /// <summary>By the ids that the caller used, in the order in which the room took them.</summary>
    internal static List<string> Names(ParticipantsChanged changed, IReadOnlyList<UserNumber> users, IReadOnlyList<string> ids)
    {
        var names = new Dictionary<UserNumber, string>(users.Count);
        for (var i = 0; i < users.Count; i++)
            names[users[i]] = ids[i];
        return [.. changed.Users.Select(user => names[user])];
    }
}
