using FluentValidation;

namespace ChatEs.Domain.Tenants;

/// <param name="KeyId">The public id; the secret is made and shown at the edge and never comes here.</param>
public sealed record IssueApiKey(string Tenant, string KeyId, ApiKeyKind Kind) : ITenantCommand<ApiKeyIssuedResult>
{
    public sealed class Validator : AbstractValidator<IssueApiKey>
    {
        public Validator()
        {
            RuleFor(c => c.KeyId).Must(Validation.IsKeyId).WithMessage(
                "A key's id has 1 to 63 of the characters A-Z, a-z, 0-9, _ and -.");
            RuleFor(c => c.Kind).IsInEnum().WithMessage("A key is a secret, an auditor's or an analytics key.");
        }
    }

    public Decision<ApiKeyIssuedResult> Decide(Tenant tenant, DateTimeOffset now)
    {
        if (tenant is not Tenant.Created created)
            return new Refusal(RefusalCode.TenantNotFound, $"There is no tenant {Tenant}.");

        return created.Keys.ContainsKey(KeyId)
            ? new Refusal(RefusalCode.AlreadyTaken, $"Tenant {Tenant} has a key {KeyId} already.")
            : Decision<ApiKeyIssuedResult>.Of(new(Tenant, KeyId, Kind), new ApiKeyIssued(KeyId, Kind));
    }
}

public sealed record ApiKeyIssuedResult(string Tenant, string KeyId, ApiKeyKind Kind);
