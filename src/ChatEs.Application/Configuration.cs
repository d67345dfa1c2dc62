using ChatEs.Application.Analytics.Exports;
using ChatEs.Application.Analytics.Logins;
using ChatEs.Application.Analytics.Reports;
using ChatEs.Application.Analytics.Rollups;
using ChatEs.Application.Auditing;
using ChatEs.Application.Auditing.Checkpoints;
using ChatEs.Application.Auditing.Exports;
using ChatEs.Application.Commands;
using ChatEs.Application.Erasing;
using ChatEs.Application.Files;
using ChatEs.Application.Import;
using ChatEs.Application.ReadModels;
using ChatEs.Application.ReadModels.ApiKeys;
using ChatEs.Application.ReadModels.Attachments;
using ChatEs.Application.ReadModels.Avatars;
using ChatEs.Application.ReadModels.Held;
using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Messages;
using ChatEs.Application.ReadModels.Reactions;
using ChatEs.Application.ReadModels.Receipts;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.ReadModels.Tenants;
using ChatEs.Application.ReadModels.Users;
using ChatEs.Application.ReadModels.Webhooks;
using ChatEs.Application.Realtime;
using ChatEs.Application.Replay;
using ChatEs.Application.Restoring;
using ChatEs.Application.Tenancy;
using ChatEs.Application.Vault;
using ChatEs.Application.Webhooks;
using ChatEs.EventStore;
using ChatEs.EventStore.Hashing;
using ChatEs.EventStore.Merkle;
using ChatEs.EventStore.Reading;
using ChatEs.EventStore.Serialization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.Application;

/// <summary>The one registration of this floor and those below.</summary>
public static class Configuration
{
    /// <param name="connectionString">A database that <see cref="ChatEsDatabase.Migrate"/> has brought up to date.</param>
    /// <param name="serving">The process answers callers, by statements that are meant to be index probes; false for a job.</param>
    public static IServiceCollection AddChatEs(this IServiceCollection services, string connectionString, bool serving = false) => services
        .AddOptions()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(_ => ChatEsDatabase.DataSource(connectionString, steady: serving))
        .AddSingleton(_ => EventTable.Create())
        .AddSingleton(s => new LogReader(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<EventTypes>()))
        .AddSingleton(s => new PostgresEventStore(
            s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<EventTypes>(), ReadModelSet.All,
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<PostgresEventStore>>()))
        .AddSingleton(s => new Projections(
            connectionString, s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<LogReader>(), s.GetRequiredService<Rollups>()))
        .AddAnalytics(connectionString)
        .AddSingleton<Readiness>()
        .AddSingleton(s => new DatabaseWatch(
            connectionString, s.GetRequiredService<PostgresEventStore>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<DatabaseWatch>>()))
        .AddSingleton<StoredEvents>()
        .AddSingleton<ChainVerifier>()
        .AddSingleton<AuditLog>()
        .AddSingleton<LogExport>()
        .AddSingleton<TableExport>()
        .AddSingleton<TimeZones>()
        .AddSingleton<ReportRunner>()
        .AddCheckpoints()
        .AddSingleton(s => ActivatorUtilities.CreateInstance<ShadowPool>(s, connectionString))
        .AddSingleton<RoomAuditor>()
        .AddSingleton<RoomReads>()
        .AddSingleton<MessageHistory>()
        .AddCommands()
        .AddQueries(connectionString)
        .AddSingleton(s => new ExportRestore(connectionString, s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<EventTypes>()))
        .AddErasing()
        .AddSingleton<Numbers>()
        .AddSingleton<Credentials>()
        .AddSingleton<ApiKeyIds>()
        .AddSingleton<TokenSessions>()
        .AddSingleton<WebSessions>()
        .AddSingleton<SessionWatch>()
        .AddSingleton<Suspended>()
        .AddSingleton<UserTokens>()
        .AddSingleton<IPasswordHasher<object>>(new PasswordHasher<object>())
        .AddSingleton<PasswordThrottle>()
        .AddSingleton<Tickets>()
        .AddSingleton<LiveFeed>()
        .AddSingleton<Signals>()
        .AddSingleton<OnlineUsers>()
        .AddSingleton<PresenceKeeper>()
        .AddSingleton<Passwords>()
        .AddSingleton<UserDirectory>()
        .AddSingleton<TenantAdministration>()
        .AddWebhooks()
        .AddSingleton<FileStore>()
        .AddSingleton<FileChecksums>()
        .AddSingleton<KeyRing>()
        .AddSingleton<SigningKeys>()
        .AddSingleton<ImportQueries>()
        .AddSingleton<Importer>();

    private static IServiceCollection AddAnalytics(this IServiceCollection services, string connectionString) => services
        .AddSingleton<Rollups>()
        .AddSingleton(s => new AnalyticsLogins(connectionString, s.GetRequiredService<NpgsqlDataSource>()));

    private static IServiceCollection AddCheckpoints(this IServiceCollection services) => services
        .AddSingleton<LogTree>()
        .AddSingleton<TreeVerifier>()
        .AddSingleton<CheckpointKeys>()
        .AddSingleton<CheckpointStore>()
        .AddSingleton<Checkpointer>()
        .AddSingleton<CheckpointHealth>()
        .AddSingleton<LogProofs>()
        .AddSingleton<LogVerifier>();

    private static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<WebhookStore>()
        .AddSingleton<DeliveryLog>()
        .AddSingleton<WebhookSender>()
        .AddSingleton<WebhookRequests>()
        .AddSingleton<WebhookTrials>()
        .AddSingleton<WebhookAdministration>()
        .AddSingleton<WebhookDelivery>();

    private static IServiceCollection AddCommands(this IServiceCollection services) => services
        .AddSingleton<RoomFamily>()
        .AddSingleton<UserFamily>()
        .AddSingleton<TenantFamily>()
        .AddSingleton<DeciderTable>()
        .AddSingleton<CommandRunner>()
        .AddSingleton<Validators>()
        .AddSingleton<IdempotencyRecords>()
        .AddSingleton<CommandBus>();

    private static IServiceCollection AddErasing(this IServiceCollection services) => services
        .AddSingleton<PersonalParts>()
        .AddSingleton<Eraser>()
        .AddSingleton<VaultErasure>()
        .AddSingleton<Vacuum>()
        .AddSingleton<MessageErasure>()
        .AddSingleton<UserErasure>();

    private static IServiceCollection AddQueries(this IServiceCollection services, string connectionString) => services
        .AddSingleton(_ => new LogWatch(connectionString))
        .AddSingleton<HeldReads>()
        .AddSingleton<TenantQueries>()
        .AddSingleton<UserQueries>()
        .AddSingleton<RoomQueries>()
        .AddSingleton<PublicRoomQueries>()
        .AddSingleton<ViewedRooms>()
        .AddSingleton<MemberQueries>()
        .AddSingleton<RoomPeople>()
        .AddSingleton<GatheredMessages>()
        .AddSingleton<RoomEnds>()
        .AddSingleton<MessageQueries>()
        .AddSingleton<MessageSearch>()
        .AddSingleton<UnreadQueries>()
        .AddSingleton<ReceiptQueries>()
        .AddSingleton<PageReaders>()
        .AddSingleton<StatusChanges>()
        .AddSingleton<AttachmentQueries>()
        .AddSingleton<ReactionQueries>()
        .AddSingleton<AvatarQueries>()
        .AddSingleton<ApiKeyQueries>()
        .AddSingleton<WebhookQueries>();
}
