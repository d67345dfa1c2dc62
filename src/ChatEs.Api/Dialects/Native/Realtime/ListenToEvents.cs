using ChatEs.Api.Auth;
using ChatEs.Api.Files;
using ChatEs.Application.Realtime;

namespace ChatEs.Api.Dialects.Native.Realtime;

/// <summary><c>GET /v1/events</c>: what happens in all rooms of the caller, as it happens.</summary>
internal class ListenToEvents(LiveFeed feed, EventStream stream, SignedUrls urls, NativeAuth auth, TimeProvider clock) : NativeOperation
{
    public const string LastEventId = "Last-Event-ID";

    protected override Description Describe() => Describe("What happens in all rooms of the caller, as it happens: server-sent events.");

    protected static Description Describe(string summary) => new Description(summary)
    {
        More = "With after, or Last-Event-ID, first what was missed since then. A room's events come from when the caller was added to it until he is removed.",
    }
        .Asking(
            new QueryValue("after", "The sequence of the last event that came; without it, from now on. Last-Event-ID says the same, and goes first.", "integer")
            { Least = 0, Most = NativeValues.LargestNumber },
            new QueryValue("ticket", "In place of the credentials, for clients that send no headers: POST /v1/events/tickets gives one.") { Most = 100 })
        .AnsweringEvents(NativeJsonContext.Default.LiveEventBody);

    protected override Task<NativeProblem?> Answer(NativeCall call) => Listen(call, new(call.Tenant, call.User, null, call.Credential.KeyId), NativeErrors.NameTheUser);

    protected async Task<NativeProblem?> Listen(NativeCall call, LiveAudience audience, NativeProblem none)
    {
        var after = After(call);
        if (call.Problem is { } problem)
            return problem;
        if (await feed.Listen(audience, after, call.Aborted) is not { } items)
            return none;
        await using var look = new SecondLook(() => auth.IsStillAdmitted(call), clock);
        await stream.Write(call.Http, items, await urls.For(call.Http.Request), look.Ended);
        return null;
    }

    private static long? After(NativeCall call)
    {
        var header = call.Http.Request.Headers[LastEventId];
        if (header.Count == 0)
            return call.QueryNumber("after", 0, NativeValues.LargestNumber);
        if (header is [var text] && NativeCall.IsNumber(text, 0, NativeValues.LargestNumber, out var number))
            return number;
        call.Invalid(LastEventId, $"Must be a whole number from 0 to {NativeValues.LargestNumber}.");
        return null;
    }
}

/// <summary><c>GET /v1/rooms/{room}/events</c>: the same of one room, which the caller may see.</summary>
internal sealed class ListenToRoom(LiveFeed feed, EventStream stream, SignedUrls urls, NativeAuth auth, TimeProvider clock)
    : ListenToEvents(feed, stream, urls, auth, clock)
{
    protected override Description Describe() => Describe("What happens in one room, as it happens: server-sent events.").InRoom();

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var room = call.Room();
        return call.Problem ?? await Listen(call, new(call.Tenant, call.User, room, call.Credential.KeyId), NativeErrors.RoomNotFound(room));
    }
}
