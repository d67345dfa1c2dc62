using System.Globalization;
using ChatEs.Api.Http;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using Microsoft.Extensions.Primitives;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>
/// <c>GET /chat/message</c>: the messages next to the pivot on one side of it, oldest first on either side, the pivot left
/// out. A fetch acknowledges that they have reached the user.
/// </summary>
internal sealed class GetMessageList(
    MeetingLawyersAuth auth, MeetingLawyersRooms rooms, MessageQueries messages, MessageEntities entities, Deliveries deliveries)
{
    private const int UsualMessages = 100;

    public async Task Run(HttpContext http)
    {
        var (call, problem) = await auth.Admit(http);
        if (call is not null)
        {
            var (asked, wrong) = Read(http.Request.Query);
            problem = asked is null ? wrong : await Answer(http, call, asked);
        }
        if (problem is not null)
            await MeetingLawyersErrors.Write(http, problem);
    }

    private async Task<MeetingLawyersProblem?> Answer(HttpContext http, MeetingLawyersCall call, Asked asked)
    {
        var cancellation = http.RequestAborted;
        // Without a pivot the page itself says whether the room is open to him.
        if ((asked.Pivot is not null || asked.Room is < 1 or > RoomNumber.Max) && await rooms.WhyNot(call, asked.Room, cancellation) is { } closed)
            return closed;
        var room = new RoomNumber(asked.Room);
        var (request, unknown) = await Page(call, room, asked, cancellation);
        if (request is null)
            return unknown;
        if (await messages.Page(call.Tenant, room, call.User, request, cancellation) is not { } page)
            return await rooms.WhyNot(call, asked.Room, cancellation) ?? MeetingLawyersErrors.NotInRoom; // Let in in between.
        var list = await entities.Of(http.Request, call.Tenant, room, page.Messages);
        await deliveries.Note(http.Response, call, room, page.Messages, async () =>
        {
            Json.Write(http.Response, StatusCodes.Status200OK, "application/json", list, MeetingLawyersJson.Default.IReadOnlyListMessageEntity);
            await http.Response.BodyWriter.FlushAsync(cancellation);
        });
        return null;
    }

    private async Task<(PageRequest?, MeetingLawyersProblem?)> Page(
        MeetingLawyersCall call, RoomNumber room, Asked asked, CancellationToken cancellation)
    {
        if (asked.Pivot is not { } pivot)
            return (asked.Older ? new PageRequest.Newest(asked.Limit) : new PageRequest.After(default, asked.Limit), null);
        if (!Guid.TryParse(pivot, out var id) || await messages.NumberOf(call.Tenant, id, cancellation) is not { } place || place.Room != room)
            return (null, MeetingLawyersErrors.PivotNotFound);
        return (asked.Older ? new PageRequest.Before(place.Number, asked.Limit) : new PageRequest.After(place.Number, asked.Limit), null);
    }

    private static (Asked?, MeetingLawyersProblem?) Read(IQueryCollection query)
    {
        if (Last(query["room"]) is not { } room)
            return (null, MeetingLawyersErrors.Malformed("room", "is missing"));
        if (!long.TryParse(room, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return (null, MeetingLawyersErrors.Malformed("room", "must be a whole number"));
        if (Limit(Last(query["limit"])) is not { } limit)
            return (null, MeetingLawyersErrors.Malformed("limit", "must be a whole number, 1 or more"));
        return Older(query["older"]) is { } older
            ? (new(number, Last(query["pivot"]), limit, older), null)
            : (null, MeetingLawyersErrors.Malformed("older", "must be true or false"));
    }

    private static int? Limit(string? text)
    {
        if (text is null)
            return UsualMessages;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            return limit == 0 ? null : (int)Math.Min(limit, PageRequest.MaxLimit);
        return null;
    }

    /// <summary>The vendor's own example says <c>&amp;older&amp;older=true</c>: the last value counts, and the name alone means true.</summary>
    private static bool? Older(StringValues values) => Last(values)?.ToUpperInvariant() switch
    {
        null or "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => null,
    };

    private static string? Last(StringValues values) => values.LastOrDefault(value => !string.IsNullOrEmpty(value));

    private sealed record Asked(long Room, string? Pivot, int Limit, bool Older);
}
