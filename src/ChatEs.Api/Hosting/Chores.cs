using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Commands;
using ChatEs.Application.Files;
using ChatEs.Application.Tenancy;
using ChatEs.Application.Webhooks;
using Microsoft.Extensions.Options;

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

/// <summary>Sessions of access tokens that were not used for too long.</summary>
internal sealed class ExpiredTokenSessions(TokenSessions sessions) : IChore
{
    public string Of => "expired token sessions";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => sessions.RemoveExpired(now, cancellation);
}

/// <summary>Tickets that nobody used.</summary>
internal sealed class ExpiredTickets(Tickets tickets) : IChore
{
    public string Of => "expired tickets";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => tickets.RemoveExpired(now, cancellation);
}

/// <summary>Attempts of webhooks that are too old, or of a webhook that was removed.</summary>
internal sealed class OldDeliveries(DeliveryLog log, IOptions<WebhookSettings> settings) : IChore
{
    public string Of => "old deliveries of webhooks";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => log.RemoveExpired(now - settings.Value.KeptFor, cancellation);
}

/// <summary>Sessions of browsers.</summary>
internal sealed class ExpiredWebSessions(WebSessions sessions) : IChore
{
    public string Of => "expired web sessions";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => sessions.RemoveExpired(now, cancellation);
}

/// <summary>Checkpoints of hours that are over, but for the last one of each.</summary>
internal sealed class OldCheckpoints(CheckpointStore checkpoints) : IChore
{
    public string Of => "old checkpoints";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => checkpoints.Thin(now, cancellation);
}

/// <summary>Shadows of rooms as they were that killed processes have left behind.</summary>
internal sealed class AbandonedShadows(RoomAuditor auditor) : IChore
{
    public string Of => "abandoned shadows of rooms";

    public Task<int> Do(DateTimeOffset now, CancellationToken cancellation) => auditor.RemoveAbandoned(now, cancellation);
}
