using ChatEs.Api.Files;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;

namespace ChatEs.Api.Dialects.Qiscus;

/// <summary>Rooms and those in them.</summary>
internal static class RoomRendering
{
    /// <param name="peer">Shows a single room in the list of one of its two.</param>
    public static RoomBody Body(RoomView room, FileUrls urls, Avatar? peer = null, IReadOnlyList<ParticipantBody>? participants = null) => new(
        room.Number.ToString(),
        room.Kind == RoomKind.Channel && room.Name.Length == 0 ? room.Key ?? "" : room.Name,
        QiscusValues.Type(room.Kind),
        urls.Of(room.Avatar) ?? urls.Of(peer) ?? "",
        room.Options ?? QiscusValues.Nothing,
        room.Key ?? "",
        participants);

    public static ChannelBody Channel(RoomBody room) => new(
        room.RoomAvatarUrl, room.RoomChannelId, room.RoomId, room.RoomName, room.RoomOptions, room.RoomType);

    public static ParticipantBody Participant(MemberView member, FileUrls urls) => new(
        urls.Of(member.Avatar) ?? "", QiscusValues.ObjectOrNone(member.Extras) ?? QiscusValues.Nothing, member.ExternalId, member.Username);

    public static PersonBody Person(UserView user, FileUrls urls) => new(urls.Of(user.Avatar) ?? "", user.ExternalId, user.Username);

    public static UserBody User(UserView user, FileUrls urls) => new(
        user.ExternalId, user.Username, urls.Of(user.Avatar) ?? "", QiscusValues.ObjectOrNone(user.Extras) ?? QiscusValues.Nothing);

    /// <summary>Those in the order of the numbers, as a command named them.</summary>
    public static async Task<IReadOnlyList<PersonBody>> People(
        QiscusCall call, IReadOnlyList<UserNumber> numbers, UserQueries users, SignedUrls signed)
    {
        if (numbers is [])
            return [];
        var urls = await signed.For(call.Http.Request);
        var views = (await users.ByNumbers(call.Tenant, [.. numbers], call.Aborted)).ToDictionary(user => user.Number);
        return [.. numbers.Where(views.ContainsKey).Select(number => Person(views[number], urls))];
    }
}
