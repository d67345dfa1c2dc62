using System.Text.Json;
using ChatEs.Application.ReadModels.Messages;

namespace ChatEs.Api.Dialects.Native;

/// <summary>A message straight into the writer: pages of a thousand are made of it, so it allocates nothing.</summary>
internal static class MessageRendering
{
    private static readonly JsonEncodedText Room = Name("room");
    private static readonly JsonEncodedText Number = Name("number");
    private static readonly JsonEncodedText Id = Name("id");
    private static readonly JsonEncodedText IntegerId = Name("integerId");
    private static readonly JsonEncodedText Author = Name("author");
    private static readonly JsonEncodedText Username = Name("username");
    private static readonly JsonEncodedText Kind = Name("kind");
    private static readonly JsonEncodedText Text = Name("text");
    private static readonly JsonEncodedText ReplyTo = Name("replyTo");
    private static readonly JsonEncodedText Parent = Name("parent");
    private static readonly JsonEncodedText PostedAt = Name("postedAt");
    private static readonly JsonEncodedText ClaimedAt = Name("claimedAt");
    private static readonly JsonEncodedText ShownAt = Name("shownAt");

    public static void Write(Utf8JsonWriter writer, MessageView message)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Room, message.Room.Value);
        writer.WriteNumber(Number, message.Number.Value);
        writer.WriteString(Id, message.Id);
        writer.WriteNumber(IntegerId, message.IntegerId);
        if (message.Author is { } author)
        {
            writer.WriteStartObject(Author);
            writer.WriteNumber(Number, author.Number.Value);
            writer.WriteString(Id, author.ExternalId);
            writer.WriteString(Username, author.Username);
            writer.WriteEndObject();
        }
        writer.WriteString(Kind, NativeValues.Word(message.Kind));
        writer.WriteString(Text, message.Text);
        if (message.ReplyTo is { } replyTo)
            writer.WriteNumber(ReplyTo, replyTo.Value);
        if (message.Parent is { } parent)
            writer.WriteNumber(Parent, parent.Value);
        writer.WriteString(PostedAt, message.PostedAt.UtcDateTime);
        if (message.ClaimedAt is { } claimed)
            writer.WriteString(ClaimedAt, claimed.UtcDateTime);
        writer.WriteString(ShownAt, message.ShownAt.UtcDateTime);
        writer.WriteEndObject();
    }

    private static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name);
}
