using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Dialects.Native.Realtime;

/// <summary><c>POST /v1/events/tickets</c>: opens one connection for events without credentials in its address.</summary>
internal sealed class IssueTicket(Tickets tickets) : NativeOperation
{
    protected override Description Describe() => new Description("A ticket for one connection to the events.")
    {
        More = "For clients that send no headers, such as a browser's EventSource: it goes into ?ticket=, is good for a minute, and opens one connection, once.",
    }
        .Answering(NativeJsonContext.Default.TicketBody, StatusCodes.Status201Created);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        await call.NoBody();
        if (call.Problem is { } problem)
            return problem;
        var (ticket, expires) = await tickets.Issue(call.Credential, call.User, call.Aborted);
        return call.Answer(StatusCodes.Status201Created, new(ticket, expires.UtcDateTime), NativeJsonContext.Default.TicketBody);
    }
}
