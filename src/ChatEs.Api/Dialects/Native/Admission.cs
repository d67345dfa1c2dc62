using ChatEs.Application.Tenancy;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Dialects.Native;

/// <summary>Whose credentials open an operation. Each operation's <see cref="Description"/> says it; <see cref="NativeAuth"/> asks before anything is read.</summary>
/// <param name="Keys">The kinds of API keys.</param>
/// <param name="UserTokens">Whether a user's own token does.</param>
/// <param name="Otherwise">What everybody else is told.</param>
internal sealed record Admission(IReadOnlyList<ApiKeyKind> Keys, bool UserTokens, NativeProblem Otherwise)
{
    /// <summary>The chat itself: a secret key, for its tenant or for a user, and users' tokens.</summary>
    public static readonly Admission Chat = new([ApiKeyKind.Secret], UserTokens: true, NativeErrors.WrongKind);

    /// <summary>The chat as it happens: as the chat, or with a ticket that stands for such credentials.</summary>
    public static readonly Admission Live = Chat with { TakesTickets = true };

    /// <summary>The log: an auditor's key or a secret one, and neither for a user. No user may read what was deleted.</summary>
    public static readonly Admission Audit = new([ApiKeyKind.Auditor, ApiKeyKind.Secret], UserTokens: false, NativeErrors.AuditorsOnly) { NamesUsers = false };

    /// <summary>The reports: an analyst's key or a secret one, and neither for a user.</summary>
    public static readonly Admission Analytics =
        new([ApiKeyKind.Analytics, ApiKeyKind.Secret], UserTokens: false, NativeErrors.AnalystsOnly) { NamesUsers = false, ForNobody = NativeErrors.ReportsForNobody };

    /// <summary>The chat as it was: as the log, but the key may name the user with whose eyes it looks.</summary>
    public static readonly Admission Past = new([ApiKeyKind.Auditor, ApiKeyKind.Secret], UserTokens: false, NativeErrors.PastForAuditorsOnly) { EvenSuspended = true };

    /// <summary>Whether a key may name a user in <see cref="Auth.ActingUsers.Header"/>.</summary>
    public bool NamesUsers { get; private init; } = true;

    /// <summary>What is told to a key that names one all the same.</summary>
    public NativeProblem ForNobody { get; private init; } = NativeErrors.AuditForNobody;

    /// <summary>Whether the user named may be suspended: of the past it does not matter that he is now.</summary>
    public bool EvenSuspended { get; private init; }

    /// <summary>Whether a ticket in the address does instead of credentials.</summary>
    public bool TakesTickets { get; private init; }

    public bool Opens(Credential credential) => credential.KeyId is null ? UserTokens : credential.Kind is { } kind && Keys.Contains(kind);
}
