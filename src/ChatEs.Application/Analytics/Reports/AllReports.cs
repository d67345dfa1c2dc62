using ChatEs.Application.Analytics.Tabular;
using static ChatEs.Application.Analytics.Tabular.Column;

namespace ChatEs.Application.Analytics.Reports;

/// <summary>
/// The reports that there are. Times are those shown, unless a column says something else; what was deleted, and what the
/// system said, is no message.
/// </summary>
public static class AllReports
{
    private static readonly Column StartsAt = Time("starts_at", "When the day, week or month begins in the time zone asked for, as an instant.");
    private static readonly Column Day = new("day", ColumnType.Date, "The first day of it, in that time zone.");
    private static readonly Column Room = Integer("room", "The room's number.");
    private static readonly Column RoomName = Text("name", "What the room is called; empty once erased.");
    private static readonly Column UserNo = Integer("user_no", "The user's number.");
    private static readonly Column ExternalId = Text("external_id", "What the tenant calls the user.");
    private static readonly Column Username = Text("username", "Shown to people; empty once erased.");
    private static readonly Column Messages = Integer("messages", "Of people, that stand; comments are among them.");
    private static readonly Column Comments = Integer("comments", "Of them: comments on a message.");
    private static readonly Column Quotes = Integer("quotes", "Of them: those that answer a certain message.");
    private static readonly Column Deleted = Integer("deleted", "Messages of people that were deleted since.");
    private static readonly Column ActiveUsers = Integer("active_users", "How many different users wrote, also where it was deleted since.");
    private static readonly Column NewestAt = Time("newest_at", "When the newest of these messages was written.", true);
    private static readonly Column Turns = Integer("turns", "What one person wrote before another one did, in the main thread of a room, counted once.");
    private static readonly Column Answered = Integer("answered", "Turns that somebody else wrote after.");

    private static readonly Column[] ReplySeconds =
    [
        Number("average_seconds", "From the first message of a turn to the next turn, on average."),
        Number("p50_seconds", "Half of the answers came within so many seconds."),
        Number("p90_seconds", "Nine of ten."),
        Number("p99_seconds", "Ninety-nine of a hundred."),
    ];

    public static readonly IReadOnlyList<Report> All =
    [
        new(
            "activity", "Activity", "How much was written, by how many, in each day, week or month. One in which nothing was posted has no row.",
            ReportSql.Activity,
            StartsAt, Day, Messages, Comments, Quotes, Deleted, Integer("system", "Messages of the system, deleted or not."), ActiveUsers,
            Integer("rooms", "In how many rooms something was posted."))
        { HasBuckets = true },
        new(
            "rooms", "Busiest rooms", "The rooms in which something was written, the busiest first.", ReportSql.Rooms,
            Room, RoomName, Text("kind", "group, single or channel."), Integer("members", "How many are in it now."), Messages, Comments, ActiveUsers,
            NewestAt),
        new(
            "users", "Most active users", "Who wrote, who wrote most first.", ReportSql.Users,
            UserNo, ExternalId, Username, Messages, Comments, Quotes, Deleted, Integer("rooms", "In how many rooms."), NewestAt),
        new(
            "hours", "Activity by weekday and hour", "How much was written in which hour of which weekday, by the clock of the time zone asked for. One without a message has no row.",
            ReportSql.Hours,
            Integer("weekday", "1 is Monday, 7 is Sunday."), Integer("hour", "0 to 23."), Messages, ActiveUsers),
        new(
            "response-times", "Response times", "How soon others wrote after somebody: the turns that began in each day, week or month.",
            ReportSql.ResponseTimes, [StartsAt, Day, Turns, Answered, .. ReplySeconds])
        { HasBuckets = true },
        new(
            "response-times-by-room", "Response times by room", "The same for each room, the one with the most turns first.",
            ReportSql.ResponseTimesByRoom, [Room, RoomName, Turns, Answered, .. ReplySeconds]),
        new(
            "response-times-by-user", "Response times by user", "The same by who answered: the user's average is the average reply time.",
            ReportSql.ResponseTimesByUser,
            [UserNo, ExternalId, Username, Integer("replies", "How many turns of others the user answered."), .. ReplySeconds]),
        new(
            "read-times", "Read times",
            "How soon messages were marked as seen by somebody, and by all who were in the room then. Server times; messages that nobody else was there for are left out.",
            ReportSql.ReadTimes,
            StartsAt, Day, Integer("messages", "Messages that somebody else was there for."), Integer("read", "Of them: seen by somebody."),
            Integer("read_by_all", "Of them: seen by all."), Number("average_first_seconds", "Until the first one saw it, on average."),
            Number("p50_first_seconds", "Half of those seen were seen by the first one within so many seconds."), Number("p90_first_seconds", "Nine of ten."),
            Number("p50_all_seconds", "Half of those that all saw were seen by the last one within so many seconds."))
        { HasBuckets = true },
        new(
            "sessions", "Sessions", "The callers' own groupings of messages, in the order in which they began.", ReportSql.Sessions,
            Room, Text("session", "As the caller named it."), Integer("opened_by", "The user who wrote first, by number.", true),
            Time("started_at", "When its first message was written."), Time("ended_at", "When its last one was."),
            Number("seconds", "From the one to the other."), Messages, Integer("participants", "How many different users wrote."),
            Number("first_reply_seconds", "Until somebody else wrote; null where nobody did, or where claimed times contradict the order.")),
        new(
            "unread", "Unread messages", "Who has not read what, the most first, as it is at this moment.", ReportSql.Unread,
            Room, RoomName, UserNo, ExternalId, Integer("unread", "How many messages are unread to the user in the room."))
        { HasRange = false },
    ];

    /// <returns>Null when there is none by that name.</returns>
    public static Report? Find(string name) => All.FirstOrDefault(report => report.Name == name);

    private static Column Number(string name, string meaning) => new(name, ColumnType.Number, meaning, true);
}
