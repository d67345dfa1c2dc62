using Npgsql;

namespace ChatEs.EventStore.Appending;

/// <summary>
/// The connection broke while the command was being committed, and the database has been away ever since: it may be in
/// the log or not. Whoever sends it again under its idempotency key or reserved name is told once the database is back.
/// </summary>
public sealed class UnknownOutcomeException(Exception innerException)
    : NpgsqlException("The database went away during the commit, and has not come back to be asked what became of it.", innerException);
