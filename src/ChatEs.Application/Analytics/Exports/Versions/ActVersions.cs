using ChatEs.Application.ReadModels;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using static ChatEs.Application.Analytics.Tabular.Column;

namespace ChatEs.Application.Analytics.Exports.Versions;

/// <summary>What somebody has read: a row for every act.</summary>
internal sealed class ReceiptVersions() : TableVersions(new(
    "receipts", "Acts of marking messages as seen, as they were asked for: two may overlap, and the first one counts.", ["sequence"],
    Integer("room", "The room's number."),
    Integer("user_no", "The user's number."),
    Integer("first", "The first message marked, by its number."),
    Integer("last", "The last one; may be beyond the newest message of that moment.")))
{
    public override IReadOnlyList<string> Events => ["messages_seen"];

    public override IEnumerable<object?[]> Rows(Event e)
    {
        if (e.Data is MessagesSeen seen)
            yield return Row(e, false, RoomStream.RoomOf(e), seen.User.Value, seen.From.Value, seen.To.Value);
    }
}

internal sealed class DeliveryVersions() : TableVersions(new(
    "deliveries", "Messages that reached a device: a row for every act.", ["sequence"],
    Integer("room", "The room's number."),
    Integer("user_no", "The user's number."),
    Integer("up_to", "Every message up to this one has reached a device of the user.")))
{
    public override IReadOnlyList<string> Events => ["messages_delivered"];

    public override IEnumerable<object?[]> Rows(Event e)
    {
        if (e.Data is MessagesDelivered delivered)
            yield return Row(e, false, RoomStream.RoomOf(e), delivered.User.Value, delivered.UpTo.Value);
    }
}

/// <summary>
/// An emoji may be words in hiding: it goes with the texts. Which reaction it was nobody can tell once it is erased: then
/// neither its beginning nor its end gives a row.
/// </summary>
internal sealed class ReactionVersions(bool withTexts) : TableVersions(new(
    "reactions", "Reactions to messages. Those to a message that is deleted go with it, without rows of their own.",
    withTexts ? ["room", "number", "user_no", "emoji"] : ["sequence"],
    [
        Integer("room", "The room's number."),
        Integer("number", "The message's number in the room."),
        Integer("user_no", "Whose it is, by number."),
        .. withTexts ? [Text("emoji", "An emoji or its short name.")] : Array.Empty<Tabular.Column>(),
    ]))
{
    public override IReadOnlyList<string> Events => ["reaction_added", "reaction_removed"];

    public override IEnumerable<object?[]> Rows(Event e)
    {
        if (e.Data is ReactionAdded { Personal: { } added } of)
            yield return Reaction(e, false, of.Number.Value, of.User.Value, added.Emoji);
        else if (e.Data is ReactionRemoved { Personal: { } removed } from)
            yield return Reaction(e, true, from.Number.Value, from.User.Value, removed.Emoji);
    }

    private object?[] Reaction(Event e, bool isDeleted, long number, long user, string emoji) =>
        withTexts ? Row(e, isDeleted, RoomStream.RoomOf(e), number, user, emoji) : Row(e, isDeleted, RoomStream.RoomOf(e), number, user);
}

/// <summary>A file belongs to one message at most, for good: its number is the key.</summary>
internal sealed class AttachmentVersions(bool withTexts) : TableVersions(new(
    "attachments", "Files of messages. Those of a message that is deleted go with it, without rows of their own.", ["file"],
    [
        Integer("file", "The file's number."),
        Integer("room", "The room's number."),
        Integer("number", "The message's number in the room."),
        Text("content_type", "As found in the bytes; null where it is removed.", true),
        Integer("size", "In bytes; null where it is removed.", true),
        Text("sha256", "Of the bytes, hexadecimal; null where it is removed.", true),
        Integer("width", "In pixels, of an image that was understood.", true),
        Integer("height", "Likewise.", true),
        .. withTexts ? [Text("file_name", "As a person called it; null where it is erased or removed.", true)] : Array.Empty<Tabular.Column>(),
    ]))
{
    public override IReadOnlyList<string> Events => ["message_posted", "attachment_added", "attachment_removed"];

    public override IEnumerable<object?[]> Rows(Event e)
    {
        switch (e.Data)
        {
            case MessagePosted { Files: { } files } posted:
                for (var i = 0; i < files.Count; i++)
                    yield return Attached(e, posted.Number.Value, files[i], posted.Personal?.FileNames?.ElementAtOrDefault(i));
                break;
            case AttachmentAdded added:
                yield return Attached(e, added.Number.Value, added.File, added.Personal?.FileName);
                break;
            case AttachmentRemoved removed:
                yield return Named(Row(e, true, removed.File.Value, RoomStream.RoomOf(e), removed.Number.Value, null, null, null, null, null), null);
                break;
        }
    }

    private object?[] Attached(Event e, long number, Domain.StoredFile file, string? name) => Named(
        Row(
            e, false, file.Number.Value, RoomStream.RoomOf(e), number, file.ContentType, file.Size, file.Sha256, (long?)file.Width, (long?)file.Height),
        name);

    private object?[] Named(object?[] row, string? name) => withTexts ? [.. row, name] : row;
}

/// <summary>So that whoever has loaded files before knows that something in them is to be gone.</summary>
internal sealed class ErasureVersions() : TableVersions(new(
    "erasures", "Erasures of personal data: the files that held it were written anew by the run that met the erasure.", ["sequence"],
    Text("stream", "room-, user- or tenant- and the number or id of what it is in."),
    Integer("events", "How many events lost their personal part.")))
{
    public override IReadOnlyList<string> Events => [PersonalDataErased.StoredName];

    public override IEnumerable<object?[]> Rows(Event e)
    {
        if (e.Data is PersonalDataErased erased)
            yield return Row(e, false, e.Stream.Id, (long)erased.Versions.Count);
    }
}
