using ChatEs.Domain.Tenants;
using Xunit;

namespace ChatEs.Domain.Tests.Tenants;

public sealed class creating_a_tenant
{
    private static readonly CreateTenant Acme = new("acme", "Acme Inc.", RegistersUnknownUsers: true);

    [Fact]
    public void it_is_created() =>
        Spec.Given().When(Acme).Then(new TenantCreated("acme", RegistersUnknownUsers: true, new("Acme Inc.")))
            .With(new TenantCreatedResult("acme"));

    [Fact]
    public void an_id_is_taken_once() =>
        Spec.Given(new TenantCreated("acme", RegistersUnknownUsers: true, new("Acme"))).When(Acme)
            .ThenRefused(RefusalCode.AlreadyTaken);

    [Theory]
    [InlineData("a")]
    [InlineData("0-_z")]
    public void an_id_has_small_letters_digits_and_two_marks(string id) =>
        Spec.Given().When(Acme with { Tenant = id })
            .Then(new TenantCreated(id, RegistersUnknownUsers: true, new("Acme Inc.")));

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("-acme")]
    [InlineData("_acme")]
    [InlineData("ac me")]
    [InlineData("acmé")]
    [InlineData("a/b")]
    [InlineData(null)]
    public void another_id_is_invalid(string? id) => Spec.Given().When(Acme with { Tenant = id! }).ThenInvalid("Tenant");

    [Fact]
    public void an_id_has_at_most_63_characters()
    {
        Spec.Given().When(Acme with { Tenant = new('a', 64) }).ThenInvalid("Tenant");
        Spec.Given().When(Acme with { Tenant = new('a', 63) })
            .Then(new TenantCreated(new('a', 63), RegistersUnknownUsers: true, new("Acme Inc.")));
    }

    [Fact]
    public void a_name_that_cannot_be_stored_is_invalid() =>
        Spec.Given().When(Acme with { Name = "a\0" }).ThenInvalid("Name");
}

public sealed class issuing_an_api_key
{
    private static readonly TenantCreated Acme = new("acme", RegistersUnknownUsers: true, new("Acme"));

    private static readonly IssueApiKey Key = new("acme", "key_1-A", ApiKeyKind.Auditor);

    [Fact]
    public void it_is_issued() =>
        Spec.Given(Acme).When(Key).Then(new ApiKeyIssued("key_1-A", ApiKeyKind.Auditor))
            .With(new ApiKeyIssuedResult("acme", "key_1-A", ApiKeyKind.Auditor));

    [Fact]
    public void a_tenant_has_several() =>
        Spec.Given(Acme, new ApiKeyIssued("other", ApiKeyKind.Secret)).When(Key)
            .Then(new ApiKeyIssued("key_1-A", ApiKeyKind.Auditor));

    [Fact]
    public void a_tenant_that_is_not_there_is_not_found() =>
        Spec.Given().When(Key).ThenRefused(RefusalCode.TenantNotFound, "There is no tenant acme.");

    [Fact]
    public void an_id_is_issued_once() =>
        Spec.Given(Acme, new ApiKeyIssued("key_1-A", ApiKeyKind.Secret)).When(Key).ThenRefused(RefusalCode.AlreadyTaken);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData(null)]
    public void an_id_with_wrong_characters_is_invalid(string? id) =>
        Spec.Given(Acme).When(Key with { KeyId = id! }).ThenInvalid("KeyId");

    [Fact]
    public void an_id_has_at_most_63_characters() =>
        Spec.Given(Acme).When(Key with { KeyId = new('k', 64) }).ThenInvalid("KeyId");

    [Fact]
    public void a_kind_that_is_none_is_invalid() =>
        Spec.Given(Acme).When(Key with { Kind = (ApiKeyKind)8 }).ThenInvalid("Kind");
}

public sealed class revoking_an_api_key
{
    private static readonly TenantCreated Acme = new("acme", RegistersUnknownUsers: true, new("Acme"));

    private static readonly ApiKeyIssued Issued = new("key", ApiKeyKind.Secret);

    private static readonly RevokeApiKey Revoke = new("acme", "key");

    [Fact]
    public void it_opens_nothing_any_more() =>
        Spec.Given(Acme, Issued).When(Revoke).Then(new ApiKeyRevoked("key")).With(new ApiKeyRevokedResult("acme", "key", Changed: true));

    [Fact]
    public void revoking_again_is_nothing_to_do() =>
        Spec.Given(Acme, Issued, new ApiKeyRevoked("key")).When(Revoke).ThenNothing()
            .With(new ApiKeyRevokedResult("acme", "key", Changed: false));

    [Fact]
    public void its_id_is_never_given_again() =>
        Spec.Given(Acme, Issued, new ApiKeyRevoked("key")).When(new IssueApiKey("acme", "key", ApiKeyKind.Secret))
            .ThenRefused(RefusalCode.AlreadyTaken);

    [Fact]
    public void a_key_that_was_never_issued_is_not_found()
    {
        Spec.Given(Acme, Issued).When(Revoke with { KeyId = "KEY" }).ThenRefused(RefusalCode.ApiKeyNotFound, "Tenant acme has no key KEY.");
        Spec.Given(Acme).When(Revoke).ThenRefused(RefusalCode.ApiKeyNotFound);
    }

    [Fact]
    public void a_tenant_that_is_not_there_is_not_found() => Spec.Given().When(Revoke).ThenRefused(RefusalCode.TenantNotFound);
}
