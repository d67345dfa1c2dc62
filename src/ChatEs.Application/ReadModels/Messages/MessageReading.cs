using System.Runtime.CompilerServices;
using Npgsql;

namespace ChatEs.Application.ReadModels.Messages;

/// <summary>
/// A page as it arrives: 1,000 messages of 32,768 characters are never held together. It takes a connection until it is
/// disposed, so whoever passes it on to a slow client lets that client hold one.
/// </summary>
public sealed class MessageReading : IAsyncDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;
    private readonly int _older;
    private readonly int _newer;

    private MessageReading(NpgsqlCommand command, NpgsqlDataReader reader, int older, int newer) =>
        (_command, _reader, _older, _newer) = (command, reader, older, newer);

    /// <summary>Known from the beginning.</summary>
    public bool HasBefore { get; private set; }

    /// <summary>Known once all messages were read.</summary>
    public bool HasAfter { get; private set; }

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
                page.HasBefore = page.IsBefore();
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
        if (_reader.IsDBNull(1))
            yield break;

        do
        {
            if (IsBefore())
                continue;
            if (IsAfter())
                HasAfter = true;
            else
                yield return MessageColumns.View(_reader);
        }
        while (await _reader.ReadAsync(cancellation));
    }

    public async ValueTask DisposeAsync() => await Close(_command, _reader);

    // The statement reads one message more on either side than asked for, which only says that there is more.
    private bool IsBefore() => !_reader.IsDBNull(1) && _reader.GetBoolean(MessageSql.IsOlder) && _reader.GetInt64(MessageSql.Place) > _older;

    private bool IsAfter() => !_reader.GetBoolean(MessageSql.IsOlder) && _reader.GetInt64(MessageSql.Place) > _newer;

    private static async ValueTask Close(NpgsqlCommand command, NpgsqlDataReader? reader)
    {
        if (reader is not null)
            await reader.DisposeAsync();
        await command.DisposeAsync();
    }
}
