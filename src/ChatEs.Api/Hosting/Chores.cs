using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.Tenancy;

namespace ChatEs.Api.Hosting;

/// <summary>Idempotency records that no retry may ask for any more.</summary>
internal sealed class ExpiredRecords(IdempotencyRecords records) : IChore
{
    public string Of => "expired idempotency records";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => records.RemoveExpired(now, cancellation);
}

/// <summary>Files that no message and no avatar names: uploaded and never used, or taken away since.</summary>
internal sealed class FilesNotAttached(FileStore files) : IChore
{
    public string Of => "files that nothing names";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => files.RemoveUnattached(now, cancellation);
}

internal sealed class ExpiredSessions(WebSessions sessions) : IChore
{
    public string Of => "expired sessions";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => sessions.RemoveExpired(now, cancellation);
}
