using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Receipts;

/// <summary>The rows of <see cref="DeliverySql.OfPage"/>, and what they say about a message.</summary>
internal sealed class PageDelivery
{
    private readonly List<(long Users, long Seen, long Reached)> _levels = [];
    private readonly Dictionary<UserNumber, (long Seen, long Reached)> _authors = [];
    private readonly List<(UserNumber User, long Seen, long Reached, long First, long Last)> _beyond = [];

    /// <summary>In bytes, roughly.</summary>
    public long Size => 1_000 + (50 * (_levels.Count + _authors.Count + _beyond.Count));

    public void Take(NpgsqlDataReader row)
    {
        var (seen, reached) = (row.GetInt64(2), row.GetInt64(3));
        if (row.LongOrNull(0) is { } users)
            _levels.Add((users, seen, reached));
        else if (row.LongOrNull(4) is { } first)
            _beyond.Add((new(row.GetInt64(1)), seen, reached, first, row.GetInt64(5)));
        else
            _authors[new(row.GetInt64(1))] = (seen, reached);
    }

    /// <summary>The author is among the members, but no recipient.</summary>
    public Delivery Of(MessageView message)
    {
        var number = message.Number.Value;
        var (recipients, received, seen) = (0L, 0L, 0L);
        foreach (var level in _levels)
        {
            recipients += level.Users;
            received += level.Reached >= number ? level.Users : 0;
            seen += level.Seen >= number ? level.Users : 0;
        }
        if (message.Author?.Number is { } author && _authors.TryGetValue(author, out var own))
        {
            recipients--;
            received -= own.Reached >= number ? 1 : 0;
            seen -= own.Seen >= number ? 1 : 0;
        }
        foreach (var beyond in _beyond)
        {
            if (number < beyond.First || number > beyond.Last || number <= beyond.Seen || beyond.User == message.Author?.Number)
                continue;
            seen++;
            received += number > beyond.Reached ? 1 : 0;
        }
        return new(recipients, received, seen);
    }
}
