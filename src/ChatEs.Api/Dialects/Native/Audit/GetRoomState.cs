using ChatEs.Application.Auditing;

namespace ChatEs.Api.Dialects.Native.Audit;

/// <summary><c>GET /v1/audit/rooms/{room}/state</c>: all of a room as it was, written while it is read.</summary>
internal sealed class GetRoomState(RoomSources rooms) : NativeOperation
{
    private static readonly string[] Moments = ["version", "sequence", "at"];

    protected override Description Describe() => new Description("A room as it was: its participants, messages and receipts, all of them.")
    {
        More = "At most one of version, sequence and at; without one, now. The room's log is replayed for it, so that it costs as much as the room's whole log.",
    }
        .ForAuditors()
        .Asking(
            new QueryValue("version", "At this version of the room's stream.", "integer") { Least = 1, Most = NativeValues.LargestNumber },
            new QueryValue("sequence", "When the log ended with this sequence.", "integer") { Least = 1, Most = NativeValues.LargestNumber },
            new QueryValue("at", "At this time, by the service's time.") { Format = "date-time" })
        .Answering(NativeJsonContext.Default.RoomStateBody)
        .InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        var moment = new Moment(
            call.QueryNumber("version", 1, NativeValues.LargestNumber), call.QueryNumber("sequence", 1, NativeValues.LargestNumber),
            NativeValues.TimeOf(call, "at", call.Query("at")));
        if (Moments.Count(name => call.Query(name) is not null) > 1)
            call.Invalid("at", "Only one of version, sequence, at may be given.");
        return call.Problem ?? await rooms.Look(call, room, moment, async past =>
        {
            call.Http.Response.ContentType = "application/json";
            await RoomStateJson.Write(call.Http.Response.BodyWriter, call.Tenant, room, past, call.Aborted);
            return null;
        });
    }
}
