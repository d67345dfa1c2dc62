using ChatEs.Application.ReadModels.Reactions;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Native;

/// <summary><c>GET /v1/rooms/{room}/messages/{number}/reactions</c>: who has reacted, by emoji and user number.</summary>
internal sealed class ListReactions(ReactionQueries reactions, RoomQueries rooms) : NativeOperation
{
    private const int MostReactions = 1000;
    private const int UsualReactions = 100;

    protected override Description Describe() => new Description("Who has reacted to a message, by emoji and user number.")
        .Asking(ReactionValues.Emoji with { Meaning = "Only this one." }, QueryValue.Limit(MostReactions, UsualReactions), QueryValue.After)
        .Answering(NativeJsonContext.Default.ReactionsBody)
        .InRoom(NativeCodes.MessageNotFound);

    protected override async Task<NativeProblem?> Answer(NativeCall call)
    {
        var (room, number) = (call.Room(), call.Number());
        var limit = call.Limit(MostReactions, UsualReactions);
        if (call.Query("emoji") is { Length: 0 or > Validation.LongestEmoji })
            call.Invalid("emoji", $"Must have 1 to {Validation.LongestEmoji} characters.");
        var after = NativeValues.TextCursorFrom(call) is { } cursor ? new ReactorCursor(cursor.Text, new(cursor.Number)) : null;
        if (call.Problem is { } problem)
            return problem;
        if (await reactions.Reactors(call.Tenant, room, number, call.User, call.Query("emoji"), after, limit, call.Aborted) is not { } page)
            return await rooms.WhatIsMissing(call, room, number);

        var next = page.HasMore && page.Reactors is [.., var last] ? NativeValues.CursorOf(last.Emoji, last.User.Value) : null;
        return call.Answer(
            StatusCodes.Status200OK, new(room.Value, number.Value, [.. page.Reactors.Select(Body)], next),
            NativeJsonContext.Default.ReactionsBody);
    }

    private static ReactorBody Body(ReactorView reactor) =>
        new(reactor.Emoji, new(reactor.User.Value, reactor.ExternalId, reactor.Username), reactor.At.UtcDateTime);
}
