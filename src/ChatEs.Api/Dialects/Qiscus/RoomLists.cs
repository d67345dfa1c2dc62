using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>What several operations look up alike.</summary>
internal sealed class RoomLists(RoomQueries rooms, MemberQueries members, UserQueries users)
{
    /// <summary>A room may have a hundred thousand members; get_room_participants pages through them all.</summary>
    private const int MostParticipants = 100;

    /// <summary>By its number, or else by its channel id; null when the app has no such room.</summary>
    public async Task<RoomView?> Find(QiscusCall call, string id) =>
        (QiscusValues.Room(id) is { } number ? await rooms.Get(call.Tenant, number, viewer: null, call.Aborted) : null)
        ?? (Validation.IsExternalId(id) ? await ByKey(call, id) : null);

    /// <summary>The number of the room that <see cref="Find"/> gives, where nothing else of it is asked.</summary>
    public async Task<RoomNumber?> NumberOf(QiscusCall call, string id) =>
        QiscusValues.Room(id) is { } number && await rooms.IsVisible(call.Tenant, number, viewer: null, call.Aborted)
            ? number
            : Validation.IsExternalId(id) ? (await ByKey(call, id))?.Number : null;

    /// <summary>By its channel id alone.</summary>
    public Task<RoomView?> ByKey(QiscusCall call, string key) => rooms.ByKey(call.Tenant, key, viewer: null, call.Aborted);

    /// <summary>By its number alone, for what changes a room.</summary>
    public Task<RoomView?> ByNumber(QiscusCall call, string id) => QiscusValues.Room(id) is { } number
        ? rooms.Get(call.Tenant, number, viewer: null, call.Aborted)
        : Task.FromResult<RoomView?>(null);

    /// <returns>Null when the app has no such user.</returns>
    public async Task<UserView?> User(QiscusCall call, string id) =>
        await users.ByExternalIds(call.Tenant, [id], call.Aborted) is [var user] ? user : null;

    /// <summary>Those of the users whom the app has, in the order asked and each once.</summary>
    public async Task<IReadOnlyList<UserView>> Known(QiscusCall call, IReadOnlyList<string> ids)
    {
        var found = (await users.ByExternalIds(call.Tenant, [.. ids], call.Aborted)).ToDictionary(user => user.ExternalId, StringComparer.Ordinal);
        return [.. ids.Distinct(StringComparer.Ordinal).Where(found.ContainsKey).Select(id => found[id])];
    }

    /// <returns>Null where nobody asked for them.</returns>
    public async Task<Func<RoomView, IReadOnlyList<ParticipantBody>?>> Participants(
        QiscusCall call, bool isAsked, IReadOnlyList<RoomView> of, FileUrls urls)
    {
        if (!isAsked)
            return _ => null;
        var found = await members.FirstOf(call.Tenant, [.. of.Select(room => room.Number)], MostParticipants, call.Aborted);
        return room => [.. found[room.Number].Select(member => RoomRendering.Participant(member, urls))];
    }
}
