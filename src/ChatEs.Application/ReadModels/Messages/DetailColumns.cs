using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Domain.Rooms;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>What the posts of a batch have beside their texts, column by column; made for a batch that has some.</summary>
internal sealed class DetailColumns
{
    private readonly string?[] markups;
    private readonly string?[] sessions;
    private readonly string?[] mediaUrls;
    private readonly string?[] links;
    private readonly string?[] payloadTypes;
    private readonly string?[] payloads;
    private readonly string?[] extras;

    public DetailColumns(int count)
    {
        markups = new string?[count];
        Array.Fill(markups, RoomWords.Of(default(MessageMarkup?)));
        sessions = new string?[count];
        mediaUrls = new string?[count];
        links = new string?[count];
        payloadTypes = new string?[count];
        payloads = new string?[count];
        extras = new string?[count];
    }

    public static bool Has(MessagePosted message) =>
        message.Markup is not null
        || (message.Personal is { } personal
            && ((personal.Session ?? personal.MediaUrl ?? personal.PayloadType ?? personal.Payload ?? personal.Extras) is not null
                || personal.Links is not null));

    public void Set(int i, MessagePosted message)
    {
        markups[i] = RoomWords.Of(message.Markup);
        if (message.Personal is not { } personal)
            return;

        sessions[i] = personal.Session;
        mediaUrls[i] = personal.MediaUrl;
        links[i] = MessageWords.Links(personal.Links);
        payloadTypes[i] = personal.PayloadType;
        payloads[i] = personal.Payload;
        extras[i] = personal.Extras;
    }

    public NpgsqlParameter[] Parameters() =>
    [
        Sql.Texts(markups), Sql.Texts(sessions), Sql.Texts(mediaUrls), Sql.Documents(links), Sql.Texts(payloadTypes),
        Sql.Texts(payloads), Sql.Texts(extras),
    ];
}
