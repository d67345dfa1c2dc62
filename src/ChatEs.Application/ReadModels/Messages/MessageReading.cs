using System.Runtime.CompilerServices;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// A page as it arrives: 1,000 messages of 32,768 characters are never held together. It takes a connection until it is
/// disposed, so whoever passes it on to a slow client lets that client hold one.
/// </summary>
public sealed class MessageReading : IAsyncDisposable
{
    private readonly MessagePage? _gathered;
    private readonly NpgsqlCommand? _command;
    private readonly NpgsqlDataReader? _reader;
    private readonly int _older;
    private readonly int _newer;

    private MessageReading(NpgsqlCommand command, NpgsqlDataReader reader, int older, int newer) =>
        (_command, _reader, _older, _newer) = (command, reader, older, newer);

    private MessageReading(MessagePage page) => (_gathered, HasBefore, HasAfter) = (page, page.HasBefore, page.HasAfter);

    /// <summary>Known from the beginning.</summary>
    public bool HasBefore { get; private set; }

    /// <summary>Known once all messages were read.</summary>
    public bool HasAfter { get; private set; }

    /// <summary>Of a page that was read already.</summary>
    internal static MessageReading Of(MessagePage page) => new(page);

    /// <returns>Null when there is no such room for this viewer.</returns>
    internal static async Task<MessageReading?> Open(
        NpgsqlDataSource db, string sql, IReadOnlyList<NpgsqlParameter> parameters, int older, int newer, CancellationToken cancellation)
    {
        var command = db.CreateCommand(sql);
        NpgsqlDataReader? reader = null;
        try
        {
            foreach (var parameter in parameters)
                command.Parameters.Add(parameter);
            reader = await command.ExecuteReaderAsync(cancellation);
            var page = new MessageReading(command, reader, older, newer);
            if (await reader.ReadAsync(cancellation))
            {
                page.HasBefore = page.IsBefore(reader);
                return page;
            }
        }
        catch
        {
            await Close(command, reader);
            throw;
        }

        await Close(command, reader);
        return null;
    }

    /// <summary>Oldest first. To be read once.</summary>
    public async IAsyncEnumerable<MessageView> Messages([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var message in _gathered?.Messages ?? [])
            yield return message;
        if (_reader is not { } reader || reader.IsDBNull(1))
            yield break;

        do
        {
            if (IsBefore(reader))
                continue;
            if (IsAfter(reader))
                HasAfter = true;
            else
                yield return MessageColumns.View(reader);
        }
        while (await reader.ReadAsync(cancellation));
    }

    public async ValueTask DisposeAsync() => await Close(_command, _reader);

    // The statement reads one message more on either side than asked for, which only says that there is more.
    private bool IsBefore(NpgsqlDataReader reader) =>
        !reader.IsDBNull(1) && reader.GetBoolean(MessageSql.IsOlder) && reader.GetInt64(MessageSql.Place) > _older;

    private bool IsAfter(NpgsqlDataReader reader) => !reader.GetBoolean(MessageSql.IsOlder) && reader.GetInt64(MessageSql.Place) > _newer;

    private static async ValueTask Close(NpgsqlCommand? command, NpgsqlDataReader? reader)
    {
        if (reader is not null)
            await reader.DisposeAsync();
        if (command is not null)
            await command.DisposeAsync();
    }
}
