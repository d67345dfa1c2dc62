using Npgsql;

namespace ChatEs.Application.Erasing;

/// <summary>
/// Lets PostgreSQL clear away the rows as they were before an erasure, which it keeps until then. Transactions that are
/// older than the erasure hold it up, and what it clears is overwritten only when the space is used again.
/// </summary>
public sealed class Vacuum(NpgsqlDataSource db)
{
    private static readonly string[] Tables =
    [
        "events.mt_events", "chat.messages", "chat.users", "chat.rooms", "chat.attachments", "chat.avatars", "chat.reactions",
        "vault.files", "vault.file_chunks", "vault.idempotency", "vault.reservations", "vault.passwords",
    ];

    public async Task Run(CancellationToken cancellation)
    {
        foreach (var table in Tables)
        {
            // One by one: each is a transaction of its own, and so may not stand in a batch.
            await using var command = db.CreateCommand($"vacuum {table}");
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
