using Microsoft.Extensions.Primitives;

namespace ChatEs.Api.Auth;

internal static class BearerSecret
{
    private const string Scheme = "Bearer ";

    /// <summary>The secret behind <c>Authorization: Bearer</c>; null when there is none, or more than one.</summary>
    public static string? Of(StringValues authorization) =>
        authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.AsSpan(Scheme.Length).Trim() is { IsEmpty: false } secret
            ? secret.ToString()
            : null;
}
