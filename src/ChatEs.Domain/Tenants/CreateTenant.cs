using FluentValidation;

namespace ChatEs.Domain.Tenants;

/// <param name="Tenant">Stands in every key and stream name: lower case, so that no two differ by case alone.</param>
public sealed record CreateTenant(string Tenant, string Name, bool RegistersUnknownUsers) : ITenantCommand<TenantCreatedResult>
{
    public sealed class Validator : AbstractValidator<CreateTenant>
    {
        public Validator()
        {
            RuleFor(c => c.Tenant).Must(Validation.IsTenantId).WithMessage(
                "A tenant's id has 1 to 63 of the characters a-z, 0-9, _ and -, and begins with a letter or digit.");
            RuleFor(c => c.Name).Text(Validation.LongestName);
        }
    }

    public bool StartsStream => true;

    public Decision<TenantCreatedResult> Decide(Tenant tenant, DateTimeOffset now) => tenant is Tenant.Created
        ? new Refusal(RefusalCode.AlreadyTaken, $"There is a tenant {Tenant} already.")
        : Decision<TenantCreatedResult>.Of(new(Tenant), new TenantCreated(Tenant, RegistersUnknownUsers, new(Name)));
}

public sealed record TenantCreatedResult(string Tenant);
