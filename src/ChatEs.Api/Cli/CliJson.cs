using System.Text.Json;
using System.Text.Json.Serialization;
using ChatEs.Application;
using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Auditing.Exports;
using ChatEs.Application.Restoring;

namespace ChatEs.Api.Cli;

/// <summary>The answers of all verbs under <c>--json</c>: camelCase, one object, nulls left out.</summary>
[JsonSerializable(typeof(FailureAnswer))]
[JsonSerializable(typeof(MigratedAnswer))]
[JsonSerializable(typeof(TenantCreatedAnswer))]
[JsonSerializable(typeof(TenantsAnswer))]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(KeyRevokedAnswer))]
[JsonSerializable(typeof(KeysAnswer))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(WebhooksAnswer))]
[JsonSerializable(typeof(WebhookChangedAnswer))]
[JsonSerializable(typeof(DeliveriesAnswer))]
[JsonSerializable(typeof(AnalyticsGrantedAnswer))]
[JsonSerializable(typeof(AnalyticsLoginsAnswer))]
[JsonSerializable(typeof(AnalyticsRevokedAnswer))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(UserChangedAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(VerifiedAnswer))]
[JsonSerializable(typeof(RebuiltAnswer))]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(VerifiedLogAnswer))]
[JsonSerializable(typeof(CheckpointAnswer))]
[JsonSerializable(typeof(KeyOfLogAnswer))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(RestoreReport))]
[JsonSerializable(typeof(UserErasedAnswer))]
[JsonSerializable(typeof(ExportManifest))]
[JsonSerializable(typeof(TableExportAnswer))]
[JsonSerializable(typeof(ServingAnswer))]
[JsonSerializable(typeof(DemoAccess))]
internal sealed partial class CliJson : JsonSerializerContext
{
    public static CliJson Own { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = Wire.Encoder,
    });
}

internal sealed record FailureAnswer(FailureText Error);

internal sealed record FailureText(string Code, string Message);

internal sealed record MigratedAnswer(IReadOnlyList<string> Applied);

internal sealed record KeyAnswer(string Tenant, string KeyId, string Kind, string Secret);

internal sealed record KeyRevokedAnswer(string Tenant, string KeyId, bool Changed);

internal sealed record KeysAnswer(string Tenant, IReadOnlyList<ListedKeyAnswer> Keys);

internal sealed record ListedKeyAnswer(string KeyId, string Kind, DateTimeOffset IssuedAt, DateTimeOffset? RevokedAt);

internal sealed record TenantCreatedAnswer(string Tenant, string Name, bool RegistersUnknownUsers, KeyAnswer Key);

internal sealed record TenantsAnswer(IReadOnlyList<TenantAnswer> Tenants);

internal sealed record TenantAnswer(string Tenant, string Name, bool RegistersUnknownUsers, DateTimeOffset CreatedAt);

internal sealed record UserAnswer(string Tenant, string User, string Username, long Number, bool Created);

/// <param name="Changed">False when it was so already.</param>
internal sealed record UserChangedAnswer(string Tenant, string User, long Number, bool Changed);

/// <param name="Reset">Whether the tokens that the user had open nothing any more.</param>
internal sealed record TokenAnswer(string Tenant, string User, long Number, string Token, bool Reset);

/// <param name="Url">With the password, for libpq; shown this once, as is the same for Npgsql.</param>
internal sealed record AnalyticsGrantedAnswer(AnalyticsLoginAnswer Login, string Url, string ConnectionString);

internal sealed record AnalyticsLoginsAnswer(IReadOnlyList<AnalyticsLoginAnswer> Logins);

/// <param name="Remains">What the server did not let go, in sentences.</param>
internal sealed record AnalyticsRevokedAnswer(string Login, string Tenant, IReadOnlyList<string> Remains);

internal sealed record AnalyticsLoginAnswer(string Login, string Tenant, bool WithTexts, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

internal sealed record TableAnswer(string Table, long Rows);

internal sealed record StatusAnswer(long Sequence, IReadOnlyList<TableAnswer> Tables, RollupsAnswer Rollups);

/// <param name="Behind">How many events the log has beyond it.</param>
internal sealed record RollupsAnswer(long Sequence, long Behind, DateTimeOffset? At);

internal sealed record DifferenceAnswer(string Table, string? Live, string? Replayed);

internal sealed record VerifiedAnswer(long Sequence, bool Equal, IReadOnlyList<TableAnswer> Tables, DifferenceAnswer? Difference);

/// <param name="Log">Null where only a part of the log was verified.</param>
internal sealed record VerifiedLogAnswer(long Streams, IReadOnlyList<TamperedStream> Tampered, LogReport? Log);

/// <param name="Root">Base64.</param>
internal sealed record CheckpointAnswer(string Origin, long Size, string Root, DateTimeOffset MadeAt, string Note);

internal sealed record KeyOfLogAnswer(string Name, string VerifierKey, string Pem);

internal sealed record RebuiltAnswer(long Sequence);

internal sealed record ImportAnswer(
    string File,
    string Tenant,
    long Lines,
    long Posted,
    long AlreadyThere,
    long Bad,
    double Seconds,
    double PostedPerSecond,
    IReadOnlyList<ImportedRoomAnswer> Rooms,
    IReadOnlyList<BadLineAnswer> BadLines);

internal sealed record ImportedRoomAnswer(
    string Room,
    long? Number,
    long Messages,
    long Replies,
    long Joins,
    long Leaves,
    long Nicks,
    long Topics,
    long Renames,
    long Edits,
    long Reactions,
    long Deletions,
    long Links,
    long Sessions,
    long Extras,
    long AlreadyThere,
    long WithoutQuote,
    IReadOnlyDictionary<string, long> LeftOut,
    long Bad);

internal sealed record BadLineAnswer(long Line, string? Room, string Reason);

/// <param name="Events">How many lost their personal part by this call.</param>
/// <param name="Files">How many files' bytes are gone by this call.</param>
internal sealed record UserErasedAnswer(string Tenant, long Number, int Events, int Rooms, long Files);

/// <param name="Since">The events up to here are not in the folder.</param>
/// <param name="Through">The events up to here are.</param>
/// <param name="Rewritten">Files that were there before and are changed, since something in them was erased.</param>
/// <param name="Erasures">How many erasures the files know.</param>
internal sealed record TableExportAnswer(
    string Tenant, string Folder, string Format, long Since, long Through, IReadOnlyList<ExportedTableAnswer> Tables, int NewFiles, int Rewritten,
    long Erasures);

/// <param name="Added">Rows by this run.</param>
/// <param name="Rows">All rows in the folder.</param>
internal sealed record ExportedTableAnswer(string Table, long Added, long Rows);

/// <param name="Demo">In Development only.</param>
internal sealed record ServingAnswer(string Url, string Environment, DemoAccess? Demo);
