using ChatEs.Benchmarks.Limits;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Subjects;

namespace ChatEs.Benchmarks.Scenarios;

/// <summary>Messages of 80 characters, each authenticated, validated, durable, and in all inline read models when it is answered.</summary>
internal static class Posting
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new Loop("posts", "posts, 1,000 rooms", "POST /v1/rooms/{room}/messages, a random member of a random room", wire => Anywhere(wire, wire.Post))
        {
            Connections = [1, 32, 128, 512], IsQuick = true, Limits = PostLimits.Into1000, Call = (calls, token) => calls.PostAnywhere(token),
        },
        new Loop(
            "posts-keyed", "posts, each with an Idempotency-Key", "the same with an Idempotency-Key, which is looked up and recorded",
            wire => Anywhere(wire, wire.KeyedPost) with { Slot = Slot.FreshUuid })
        {
            Limits = PostLimits.Into1000,
        },
        new Loop("posts-qiscus", "posts, Qiscus", "POST /api/v2.1/rest/post_comment, as in posts", wire => Anywhere(wire, wire.QiscusPost))
        {
            Limits = PostLimits.Into1000,
        },
        new Loop("posts-chat-messages", "posts, chat-messages", "POST /chat-messages with a user's token, as in posts", wire => Anywhere(wire, wire.ChatMessagesPost))
        {
            Needs = Ground.Needs.UserTokens, Limits = PostLimits.Into1000,
        },
        new Loop("posts-virola", "posts, Virola", "POST /api/v1/rooms/{room}/messages with a user's token, as in posts", wire => Anywhere(wire, wire.VirolaPost))
        {
            Needs = Ground.Needs.UserTokens, Limits = PostLimits.Into1000,
        },
        new Loop(
            "posts-meetinglawyers", "posts, MeetingLawyers", "POST /chat/message with a message_id of the client's own, as in posts",
            wire => Anywhere(wire, wire.MeetingLawyersPost) with { Slot = Slot.FreshUuid })
        {
            Needs = Ground.Needs.AccessTokens, Limits = PostLimits.Into1000,
        },
        new Loop(
            "hot-room", "posts, one room", "POST /v1/rooms/{room}/messages, always into one room of ten",
            wire => new([.. wire.Seeded.HotRoom.Members.Select(member => wire.Post(wire.Seeded.HotRoom, member))]))
        {
            Connections = [1, 32, 128], IsQuick = true, Limits = PostLimits.IntoOne, Call = (calls, token) => calls.PostHot(token),
        },
        new Loop(
            "crowd", sizes => $"posts, room of {sizes.Crowd:n0}", "POST /v1/rooms/{room}/messages, a random member of the room with the most members",
            wire => [Into(wire, wire.Seeded.Crowd!)])
        {
            Needs = Ground.Needs.Crowd, Limits = PostLimits.IntoOne, Call = (calls, token) => calls.PostCrowd(token),
        },
    ];

    /// <summary>By random members, whose places follow each other.</summary>
    public static RequestGroup Into(Wire wire, Ground.SeededRoom room) =>
        new([wire.PostBy(room, Slot.Digits)]) { Slot = Slot.RandomName(room.Members.Count) with { From = room.Members[0] } };

    public static RequestGroup Anywhere(Wire wire, Func<Ground.SeededRoom, int, string> request) => new([.. wire.Everywhere(request)]);
}
