using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/unread</c>: every room that the caller is in, or those asked for.</summary>
internal sealed class ListUnread(UnreadQueries unread) : NativeOperation
{
    private const int MostRooms = 1000;

    protected override Description Describe() => new Description("What is unread, room by room.")
    {
        More = "Of every room that the user is in; with rooms, of those among them, in the order asked.",
    }
        .Asking(new QueryValue("rooms", $"Room numbers, parted by commas or given several times; at most {MostRooms}.") { Repeated = true, Example = "1" })
        .Answering(NativeJsonContext.Default.AllUnreadBody);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var asked = Rooms(call);
        if (call.Problem is { } problem)
            return problem;
        if (call.User is not { } user)
            return NativeErrors.NameTheUser;
        var rooms = asked is null
            ? await unread.OfUser(call.Tenant, user, call.Aborted)
            : await unread.OfRooms(call.Tenant, user, asked, call.Aborted);
        return call.Answer(
            StatusCodes.Status200OK,
            new([.. rooms.Select(room => new UnreadBody(room.Room.Value, room.Unread))], rooms.Sum(room => room.Unread)),
            NativeJsonContext.Default.AllUnreadBody);
    }

    private static List<RoomNumber>? Rooms(NativeCall call)
    {
        if (call.Query("rooms") is null)
            return null;
        List<RoomNumber> rooms = [];
        foreach (var text in call.Http.Request.Query["rooms"].SelectMany(list => list!.Split(',')))
        {
            if (NativeCall.IsNumber(text, 1, RoomNumber.Max, out var number) && rooms.Count < MostRooms)
                rooms.Add(new(number));
            else
            {
                call.Invalid("rooms", $"Must be at most {MostRooms} whole numbers from 1 to {RoomNumber.Max}, parted by commas.");
                return null;
            }
        }
        return rooms;
    }
}
