using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ChatEs.Application.Commands;
using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Vault;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;
using Npgsql;

namespace ChatEs.Application.Webhooks;

/// <param name="Secret">Shown this once; it is kept encrypted, to sign with.</param>
public sealed record WebhookWithSecret(WebhookView Webhook, string Secret);

/// <summary>What a tenant does with its webhooks. What belongs to the vault is written in the transaction of the command.</summary>
public sealed class WebhookAdministration(CommandBus bus, WebhookQueries webhooks, WebhookSender sender, KeyRing ring, TimeProvider clock)
{
    private const string IdPrefix = "wh_";

    // It begins with what comes after its own registration, though others may stand in the same batch behind that.
    private const string StoreText = """
        insert into vault.webhooks (tenant_id, webhook_id, protected_secret, reached)
        select $1, $2, $3, max(seq_id) from events.mt_events
        where tenant_id = $1 and stream_id = $4 and type = 'webhook_registered' and data ->> 'webhookId' = $2
        """;

    // Where the log was restored without its vault, this is how the webhook gets a secret again: it goes on from there.
    private const string RotateText = """
        insert into vault.webhooks as v (tenant_id, webhook_id, protected_secret, reached)
        values ($1, $2, $3, (select last_seq from events.mt_head))
        on conflict (tenant_id, webhook_id) do update
        set former_secret = v.protected_secret, former_until = $4, protected_secret = excluded.protected_secret
        """;

    // Back, never forward: nothing may be passed over that was not delivered yet.
    private const string ReplayText = """
        update vault.webhooks v
        set epoch = epoch + 1,
          reached = least($3, reached, (
            select min(after_sequence) from vault.webhook_waiting w where w.tenant_id = v.tenant_id and w.webhook_id = v.webhook_id))
        where tenant_id = $1 and webhook_id = $2
        """;

    private const string ForgetWaitingText = "delete from vault.webhook_waiting where tenant_id = $1 and webhook_id = $2";

    // Before the rows of what waits are touched: in the order in which a worker stores them, who can store nothing after it.
    private const string FenceText = "update vault.webhooks set epoch = epoch + 1 where tenant_id = $1 and webhook_id = $2";

    private const string AtOnceText =
        "update vault.webhook_waiting set attempts = 0, retry_at = null, earliest_at = null where tenant_id = $1 and webhook_id = $2";

    private const string RemoveText = "delete from vault.webhooks where tenant_id = $1 and webhook_id = $2";

    /// <param name="eventTypes">Of <see cref="WebhookTypes"/>; none is all.</param>
    /// <param name="context">Who asks. A repeated request is not answered from its record: the secret is not in it.</param>
    public async Task<Outcome<WebhookWithSecret>> Register(
        WebhookForm form, IReadOnlyList<string> eventTypes, string url, string? description, CommandContext context, CancellationToken cancellation)
    {
        var command = new RegisterWebhook(
            context.Caller.Tenant, IdPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)), form, eventTypes, url, description);
        if (Check(command) is { } invalid)
            return Outcome<WebhookWithSecret>.Refused(invalid);
        return await Send(command, command.WebhookId, StoreText, () => Sql.Text(TenantFamily.StreamId(command.Tenant)), context, cancellation);
    }

    public Task<Outcome<WebhookResult>> Remove(string webhook, CommandContext context, CancellationToken cancellation) =>
        bus.Send(new RemoveWebhook(context.Caller.Tenant, webhook), Also(context, webhook, RemoveText), cancellation);

    public Task<Outcome<WebhookResult>> Pause(string webhook, CommandContext context, CancellationToken cancellation) =>
        bus.Send(new PauseWebhook(context.Caller.Tenant, webhook, WebhookPauseReason.Asked), context, cancellation);

    /// <summary>What waited for another attempt is tried at once.</summary>
    public Task<Outcome<WebhookResult>> Resume(string webhook, CommandContext context, CancellationToken cancellation) =>
        bus.Send(new ResumeWebhook(context.Caller.Tenant, webhook), Also(context, webhook, FenceText, AtOnceText), cancellation);

    /// <param name="after">A sequence: what comes after it is delivered again, if it was delivered already.</param>
    public Task<Outcome<WebhookResult>> Replay(string webhook, long after, CommandContext context, CancellationToken cancellation) => bus.Send(
        new ReplayWebhook(context.Caller.Tenant, webhook, after),
        context with
        {
            Vault = batch =>
            {
                batch.Add(ReplayText, Sql.Text(context.Caller.Tenant), Sql.Text(webhook), Sql.Number(after));
                batch.Add(ForgetWaitingText, Sql.Text(context.Caller.Tenant), Sql.Text(webhook));
            },
        },
        cancellation);

    /// <inheritdoc cref="RotateWebhookSecret"/>
    public Task<Outcome<WebhookWithSecret>> Rotate(string webhook, CommandContext context, CancellationToken cancellation) => Send(
        new RotateWebhookSecret(context.Caller.Tenant, webhook), webhook, RotateText, () => Sql.Time(clock.GetUtcNow() + WebhookSecret.Overlap), context,
        cancellation);

    /// <summary>A command may be decided more than once, each time for another batch: its parameters are made anew.</summary>
    private async Task<Outcome<WebhookWithSecret>> Send<TCommand>(
        TCommand command, string webhook, string sql, Func<NpgsqlParameter> fourth, CommandContext context, CancellationToken cancellation)
        where TCommand : ITenantCommand<WebhookResult>
    {
        var tenant = context.Caller.Tenant;
        var secret = WebhookSecret.New();
        var encrypted = ring.Protect(WebhookSecret.Purpose, Encoding.UTF8.GetBytes(secret));
        var storing = context with
        {
            Idempotency = null,
            Vault = batch => batch.Add(sql, Sql.Text(tenant), Sql.Text(webhook), new NpgsqlParameter<byte[]> { TypedValue = encrypted }, fourth()),
        };
        var outcome = await bus.Send(command, storing, cancellation);
        if (outcome.Refusal is { } refusal)
            return Outcome<WebhookWithSecret>.Refused(refusal);
        return await webhooks.Get(tenant, webhook, cancellation) is { } view
            ? Outcome<WebhookWithSecret>.Done(new WebhookWithSecret(view, secret))
            : Outcome<WebhookWithSecret>.Refused(new(RefusalCode.WebhookNotFound, $"Webhook {webhook} was removed meanwhile."));
    }

    private Refusal? Check(RegisterWebhook command)
    {
        // What is no address at all the command's own validator says.
        if (Validation.IsUrl(command.Url) && sender.Forbids(command.Url) is { } forbidden)
            return Wrong(nameof(command.Url), forbidden);
        var known = WebhookTypes.Of(command.Form);
        return command.EventTypes.FirstOrDefault(type => !known.Contains(type, StringComparer.Ordinal)) is { } unknown
            ? Wrong(nameof(command.EventTypes), $"'{unknown}' is no type of event of this form; there are {string.Join(", ", known)}.")
            : null;
    }

    private static Refusal Wrong(string member, string message) => new(RefusalCode.Invalid, message) { Details = [new(member, message)] };

    private static CommandContext Also(CommandContext context, string webhook, params string[] statements) => context with
    {
        Vault = batch =>
        {
            foreach (var sql in statements)
                batch.Add(sql, Sql.Text(context.Caller.Tenant), Sql.Text(webhook));
        },
    };
}
