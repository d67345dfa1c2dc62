using ChatEs.Api.Files;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.ChatMessages;

/// <summary>Rooms with everybody in them, the people of one room at a time.</summary>
internal sealed class ChatRoomRendering(RoomPeople people, UserQueries users, SignedUrls urls)
{
    public async Task Write(ChatMessagesCall call, IReadOnlyList<RoomView> rooms)
    {
        var (files, creators) = (await urls.For(call.Http.Request), await Creators(call, rooms));
        await using var page = await JsonPage.Begin(call.Http.Response, ChatMessagesCall.ContentType, call.Aborted);
        page.Frame.WriteStartArray();
        await foreach (var (room, persons) in people.Of(call.Tenant, rooms, call.Aborted))
            await page.Add(Body(room, persons, creators, files), ChatMessagesJsonContext.Default.ChatRoomBody, call.Aborted);
        page.Frame.WriteEndArray();
    }

    public async Task Answer(ChatMessagesCall call, RoomView room)
    {
        var (files, creators) = (await urls.For(call.Http.Request), await Creators(call, [room]));
        await foreach (var (_, persons) in people.Of(call.Tenant, [room], call.Aborted))
            call.Answer(Body(room, persons, creators, files), ChatMessagesJsonContext.Default.ChatRoomBody);
    }

    private static ChatRoomBody Body(
        RoomView room, IReadOnlyList<RoomPerson> persons, Dictionary<UserNumber, string> creators, FileUrls files) => new(
            room.Number.ToString(),
            room.CreatedAt.ToUnixTimeMilliseconds(),
            room.Creator is { } creator ? creators[creator] : "",
            room.Name,
            room.Description,
            files.Of(room.Avatar),
            [.. persons.Select(person => person.ExternalId)],
            persons.Where(person => person.LastSeen is not null)
                .ToDictionary(person => person.ExternalId, person => person.LastSeen!.Value.ToString("D"), StringComparer.Ordinal));

    private async Task<Dictionary<UserNumber, string>> Creators(ChatMessagesCall call, IReadOnlyList<RoomView> rooms)
    {
        var found = await users.ByNumbers(call.Tenant, [.. rooms.Select(room => room.Creator).OfType<UserNumber>().Distinct()], call.Aborted);
        return found.ToDictionary(user => user.Number, user => user.ExternalId);
    }
}
