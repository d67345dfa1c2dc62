using System.Globalization;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;

namespace ChatEs.Api.Dialects.Virola;

/// <summary>Which messages of a list: by a cursor, which itself is left out, a direction from it, and how many at most.</summary>
/// <param name="End">Messages from this one on are left out; null for none.</param>
/// <param name="All">Without a limit the list goes on page by page.</param>
internal sealed record MessageRange(PageRequest First, MessageNumber? End, bool All)
{
    private static readonly MessageNumber BeforeAll = new(0);

    /// <summary>The vendor's client sends a cursor of -1 for none. Without a direction it goes forward.</summary>
    public static (MessageRange? Range, VirolaProblem? Problem) Of(IQueryCollection query, RoomNumber room)
    {
        if (!TryNumber(query, "cursor", out var id))
            return (null, VirolaErrors.BadQuery("cursor", "The id of a message is expected."));
        if (!TryNumber(query, "limit", out var limit) || limit is < 1)
            return (null, VirolaErrors.BadQuery("limit", "A number of messages, 1 or more, is expected."));
        var direction = (string?)query["direction"] is { Length: > 0 } given ? given : "forward";
        if (direction is not ("forward" or "backward"))
            return (null, VirolaErrors.BadQuery("direction", "backward or forward is expected."));

        MessageNumber? cursor = null;
        if (id is > 0 and { } named)
        {
            if (VirolaCall.MessageOf(named) is not { } place || place.Room != room)
                return (null, VirolaErrors.BadQuery("cursor", "The id of a message of this room is expected."));
            cursor = place.Number;
        }
        var most = (int)Math.Min(limit ?? PageRequest.MaxLimit, PageRequest.MaxLimit);
        return (Of(direction == "forward", cursor, most, isAll: limit is null), null);
    }

    /// <summary>Those of a page that belong to the list.</summary>
    public IEnumerable<MessageView> Cut(MessagePage page) =>
        End is { } end ? page.Messages.TakeWhile(message => message.Number < end) : page.Messages;

    /// <returns>Null after the last page.</returns>
    public PageRequest? Next(MessagePage page) =>
        All && page is { HasAfter: true, Messages: [.., var last] } && (End is not { } end || last.Number < end)
            ? new PageRequest.After(last.Number, PageRequest.MaxLimit)
            : null;

    /// <summary>All that is older is read from the oldest on: it goes out in that order.</summary>
    private static MessageRange Of(bool isForward, MessageNumber? cursor, int most, bool isAll) => (isForward, isAll, cursor) switch
    {
        (true, _, _) => new(new PageRequest.After(cursor ?? BeforeAll, most), End: null, isAll),
        (false, true, _) => new(new PageRequest.After(BeforeAll, most), cursor, All: true),
        (false, false, { } before) => new(new PageRequest.Before(before, most), End: null, All: false),
        (false, false, null) => new(new PageRequest.Newest(most), End: null, All: false),
    };

    private static bool TryNumber(IQueryCollection query, string name, out long? number)
    {
        number = null;
        if ((string?)query[name] is not { Length: > 0 } text)
            return true;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return false;
        number = value;
        return true;
    }
}
