namespace ChatEs.Api.Dialects.Native;

/// <summary>The codes of <c>/v1</c>: stable, each with the one status that it comes with.</summary>
internal static class NativeCodes
{
    public const string Invalid = "invalid";
    public const string InvalidJson = "invalid_json";
    public const string Unauthorized = "unauthorized";
    public const string NotAllowed = "not_allowed";
    public const string NotAParticipant = "not_a_participant";
    public const string WrongPassword = "wrong_password";
    public const string UserSuspended = "user_suspended";
    public const string NotFound = "not_found";
    public const string RoomNotFound = "room_not_found";
    public const string MessageNotFound = "message_not_found";
    public const string UserNotFound = "user_not_found";
    public const string TenantNotFound = "tenant_not_found";
    public const string FileNotFound = "file_not_found";
    public const string AvatarNotFound = "avatar_not_found";
    public const string ApiKeyNotFound = "api_key_not_found";
    public const string WebhookNotFound = "webhook_not_found";
    public const string DeliveryNotFound = "delivery_not_found";
    public const string EventNotFound = "event_not_found";
    public const string CheckpointNotFound = "checkpoint_not_found";
    public const string ReportNotFound = "report_not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string NotAcceptable = "not_acceptable";
    public const string RoomExists = "room_exists";
    public const string AlreadyTaken = "already_taken";
    public const string SingleRoom = "single_room";
    public const string RoomArchived = "room_archived";
    public const string Conflict = "conflict";
    public const string LimitReached = "limit_reached";
    public const string LogTampered = "log_tampered";
    public const string PreconditionFailed = "precondition_failed";
    public const string BodyTooLarge = "body_too_large";
    public const string FileTooLarge = "file_too_large";
    public const string RangeNotSatisfiable = "range_not_satisfiable";
    public const string IdempotencyMismatch = "idempotency_mismatch";
    public const string TooManyAttempts = "too_many_attempts";
    public const string TooManyRequests = "too_many_requests";
    public const string InternalError = "internal_error";
    public const string Unavailable = "unavailable";
    public const string TimedOut = "timed_out";
    public const string UnknownOutcome = "unknown_outcome";

    public static readonly IReadOnlyDictionary<string, (int Status, string Meaning)> All = new Dictionary<string, (int, string)>
    {
        [Invalid] = (400, "Values are wrong; errors names each by its name on the wire."),
        [InvalidJson] = (400, "The body is no JSON object."),
        [Unauthorized] = (401, "No secret, or an unknown one."),
        [NotAllowed] = (403, "The caller is known, but may not."),
        [NotAParticipant] = (403, "The user is not in the room."),
        [WrongPassword] = (403, "It is not the user's password."),
        [UserSuspended] = (403, "The user acted for is suspended."),
        [NotFound] = (404, "There is no such path."),
        [RoomNotFound] = (404, "The room is not there, or not to be seen: a private room is not there for who is not in it."),
        [MessageNotFound] = (404, "The message is not there, or was deleted."),
        [UserNotFound] = (404, "The user is not registered."),
        [TenantNotFound] = (404, "The tenant is not there."),
        [FileNotFound] = (404, "The file is not there, not the caller's to use, or not to be seen."),
        [AvatarNotFound] = (404, "The room or user has no avatar."),
        [ApiKeyNotFound] = (404, "The tenant has no such key."),
        [WebhookNotFound] = (404, "The tenant has no such webhook."),
        [DeliveryNotFound] = (404, "The webhook has no such delivery, or it is not kept any more."),
        [EventNotFound] = (404, "The tenant has no such event, or no checkpoint covers it yet."),
        [CheckpointNotFound] = (404, "No checkpoint was signed at that size, it is not kept any more, or the log is not as long."),
        [ReportNotFound] = (404, "There is no report of that name."),
        [MethodNotAllowed] = (405, "Allow names the methods that the path knows."),
        [NotAcceptable] = (406, "The answer has no form that Accept allows."),
        [RoomExists] = (409, "The key is another room's."),
        [AlreadyTaken] = (409, "The id, key or file belongs to something else."),
        [SingleRoom] = (409, "The room is a conversation of two, to which this does not apply."),
        [RoomArchived] = (409, "The room is archived: it can be read and does not change."),
        [Conflict] = (409, "The world is not as the caller expected, or the same request is being carried out."),
        [LimitReached] = (409, "A limit of the service would be passed."),
        [LogTampered] = (409, "The log is not what was signed: something that a proof is made of is gone. chates audit verify names it."),
        [PreconditionFailed] = (412, "The file is not the one that If-Match asks for."),
        [BodyTooLarge] = (413, "The body has more bytes than a body may have."),
        [FileTooLarge] = (413, "The file has more bytes than a file may have."),
        [RangeNotSatisfiable] = (416, "The file has not so many bytes; Content-Range says how many."),
        [IdempotencyMismatch] = (422, "The Idempotency-Key came with another request."),
        [TooManyAttempts] = (429, "Too many wrong passwords; Retry-After says when to try again."),
        [TooManyRequests] = (429, "Too many requests of the tenant wait already; Retry-After says when to try again."),
        [InternalError] = (500, "Our fault; the log has it."),
        [Unavailable] = (503, "The database is away, or too many look at the past or ask for reports; Retry-After says when to try again."),
        [TimedOut] = (504, "The report took longer than it may: ask for less."),
        [UnknownOutcome] = (504, "The database went away in the middle: it may have been carried out. Repeat it with the same Idempotency-Key; Retry-After says when."),
    };

    public static int Status(string code) => All[code].Status;
}
