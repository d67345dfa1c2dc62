namespace ChatEs.Domain;

/// <summary>Why a rule said no. Each dialect maps these to its own status and body, once.</summary>
public enum RefusalCode
{
    /// <summary>A value in the request is missing or wrong; <see cref="Refusal.Details"/> names each.</summary>
    Invalid,
    RoomNotFound,
    MessageNotFound,
    UserNotFound,
    TenantNotFound,
    FileNotFound,
    ApiKeyNotFound,
    WebhookNotFound,
    DeliveryNotFound,
    /// <summary>The caller is known but may not do this.</summary>
    NotAllowed,
    NotAParticipant,
    /// <summary>The user who acts is suspended: he does nothing until he is reactivated.</summary>
    UserSuspended,
    /// <summary>The room is a conversation of two, to which this does not apply.</summary>
    SingleRoom,
    /// <summary>The room is archived: it is read and does not change.</summary>
    RoomArchived,
    /// <summary>The key, id or name asked for belongs to something else.</summary>
    AlreadyTaken,
    /// <summary>The world is not as the caller expected (expected number, state of the room).</summary>
    Conflict,
    /// <summary>The same Idempotency-Key came with another request.</summary>
    IdempotencyMismatch,
    /// <summary>A limit of the service would be passed.</summary>
    LimitReached,
    FileTooLarge,
    /// <summary>No such user, or not his password: which of the two is not told.</summary>
    WrongPassword,
    /// <summary>Too many wrong passwords; <see cref="Refusal.RetryAfter"/> says how long to wait.</summary>
    TooManyAttempts,
}

/// <summary>A rule said no: a value, never an exception. <paramref name="Message"/> is a sentence for a person.</summary>
public sealed record Refusal(RefusalCode Code, string Message)
{
    /// <summary>For <see cref="RefusalCode.Invalid"/>: one entry for each wrong member, by its name in the command.</summary>
    public IReadOnlyList<InvalidMember> Details { get; init; } = [];

    /// <summary>For <see cref="RefusalCode.TooManyAttempts"/>: before that the answer will be the same.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

public sealed record InvalidMember(string Member, string Message);
