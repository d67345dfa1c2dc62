namespace ChatEs.Domain.Tenants;

/// <summary>A wish about one tenant, as the runner sees it.</summary>
public interface ITenantCommand : ICommand
{
    string Tenant { get; }

    /// <summary>Whether the command may be the first of its stream, which need not be there then.</summary>
    bool StartsStream => false;

    IDecision Decide(Tenant tenant, DateTimeOffset now);
}

/// <inheritdoc cref="ITenantCommand"/>
public interface ITenantCommand<TResult> : ITenantCommand, ICommand<TResult> where TResult : class
{
    new Decision<TResult> Decide(Tenant tenant, DateTimeOffset now);

    IDecision ITenantCommand.Decide(Tenant tenant, DateTimeOffset now) => Decide(tenant, now);
}
