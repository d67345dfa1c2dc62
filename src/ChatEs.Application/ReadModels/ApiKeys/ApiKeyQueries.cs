using System.Diagnostics;
using ChatEs.Domain.Tenants;
using Npgsql;

namespace ChatEs.Application.ReadModels.ApiKeys;

public sealed record ApiKeyView(string KeyId, ApiKeyKind Kind, DateTimeOffset IssuedAt, DateTimeOffset? RevokedAt);

public sealed class ApiKeyQueries(NpgsqlDataSource db)
{
    /// <summary>In the order of issue, also those revoked.</summary>
    public async Task<IReadOnlyList<ApiKeyView>> Of(string tenant, CancellationToken cancellation) => await db.Read(
        "select key_id, kind, issued_at, revoked_at from api_keys where tenant_id = $1 order by issued_at, key_id",
        [Sql.Text(tenant)],
        row => new ApiKeyView(row.GetString(0), ApiKeyWords.Kind(row.GetString(1)), row.At(2), row.AtOrNull(3)),
        cancellation);
}

/// <summary>How the kinds of keys are spelled in the table.</summary>
internal static class ApiKeyWords
{
    public static string Of(ApiKeyKind kind) => kind switch
    {
        ApiKeyKind.Secret => "secret",
        ApiKeyKind.Auditor => "auditor",
        ApiKeyKind.Analytics => "analytics",
        _ => throw new UnreachableException($"A key of kind {kind}."),
    };

    public static ApiKeyKind Kind(string word) => word switch
    {
        "secret" => ApiKeyKind.Secret,
        "auditor" => ApiKeyKind.Auditor,
        "analytics" => ApiKeyKind.Analytics,
        _ => throw new UnreachableException($"A key of kind '{word}'."),
    };
}
