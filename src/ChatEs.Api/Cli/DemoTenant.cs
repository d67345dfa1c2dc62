using System.Text.Json;
using ChatEs.Application.Import;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Tenants;

namespace ChatEs.Api.Cli;

/// <summary>What opens the demo tenant.</summary>
/// <param name="KeyId">The public id of the secret key.</param>
/// <param name="File">Where it is kept between two starts, readable for its owner alone.</param>
/// <param name="Room">The public room of the samples.</param>
internal sealed record DemoAccess(
    string Tenant, string KeyId, string SecretKey, string AliceToken, string BobToken, string AlicePassword, string File, string RoomName,
    long Room, long LastMessage)
{
    public long Alice { get; init; }

    public long Bob { get; init; }

    /// <summary>A file of an older version names none; its secrets are as good as ever.</summary>
    public DemoRoomNumbers Rooms { get; init; } = new(0, 0, default, 0);
}

/// <summary>What <see cref="DemoRooms"/> has made.</summary>
internal sealed record DemoRoomNumbers(long Ward, long Lounge, DateTimeOffset LoungeCreatedAt, long Single);

/// <summary>
/// A tenant to play with, in Development only. Its secrets are kept in a file, against the rule that a secret is shown
/// once: else each start would need new ones, and the lines of the last start would stop working.
/// </summary>
internal static class DemoTenant
{
    private const string Tenant = "demo";
    private const string RoomName = "#ubuntu";

    public static async Task<DemoAccess> Prepare(IServiceProvider services, string dataDir, Terminal terminal, CancellationToken cancellation)
    {
        var administration = services.GetRequiredService<TenantAdministration>();
        var created = await administration.Create(Tenant, "Demo", registersUnknownUsers: true, cancellation);
        if (created.Refusal is { Code: not RefusalCode.AlreadyTaken } refusal)
            throw new CliFailure(refusal.Message);
        // Before the samples, whose hundreds of people would draw numbers in another order each time.
        var (alice, bob) = (await User(services, "alice", cancellation), await User(services, "bob", cancellation));
        var rooms = await Rooms(services, alice, bob, cancellation);
        await ImportSamples(services, terminal, cancellation);
        var room = await services.GetRequiredService<RoomQueries>().ByKey(Tenant, RoomName, viewer: null, cancellation)
            ?? throw new CliFailure($"The samples hold no room {RoomName}.");
        var file = Path.GetFullPath(Path.Combine(dataDir, "demo.json"));
        var kept = await Kept(file, cancellation);
        var key = await Known(services, kept?.SecretKey, cancellation) ?? await NewKey(administration, cancellation);
        var access = new DemoAccess(
            Tenant, (await services.GetRequiredService<Credentials>().Find(key, cancellation))!.KeyId!, key,
            await Known(services, kept?.AliceToken, cancellation) ?? await NewToken(services, alice, cancellation),
            await Known(services, kept?.BobToken, cancellation) ?? await NewToken(services, bob, cancellation),
            await KnownPassword(services, kept?.AlicePassword, cancellation) ?? await NewPassword(services, alice, cancellation),
            file, RoomName, room.Number.Value, room.LastMessage.Value)
        {
            Alice = alice.Value,
            Bob = bob.Value,
            Rooms = rooms,
        };
        if (access != kept)
            await OwnFile.Write(file, JsonSerializer.Serialize(access, CliJson.Own.DemoAccess), cancellation);
        return access;
    }

    private static async Task<DemoRoomNumbers> Rooms(IServiceProvider services, UserNumber alice, UserNumber bob, CancellationToken cancellation)
    {
        var rooms = ActivatorUtilities.CreateInstance<DemoRooms>(services, Tenant, alice, bob);
        var (ward, lounge, single) = (await rooms.Ward(cancellation), await rooms.Lounge(cancellation), await rooms.Single(cancellation));
        var head = await services.GetRequiredService<RoomQueries>().Head(Tenant, lounge, cancellation);
        return new(ward.Value, lounge.Value, head!.CreatedAt, single.Value);
    }

    /// <summary>On every start: the import itself knows what is there already.</summary>
    private static async Task ImportSamples(IServiceProvider services, Terminal terminal, CancellationToken cancellation)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.ndjson.gz").Order(StringComparer.Ordinal))
        {
            await using var source = ImportSource.Open(file);
            var outcome = await services.GetRequiredService<Importer>().Run(Tenant, source, progress: null, cancellation);
            if (outcome.Result is { Posted: > 0 } report)
                terminal.Report($"Imported {report.Posted:N0} messages of {Path.GetFileName(file)}");
        }
    }

    /// <summary>Another database behind the same folder does not know what the file says.</summary>
    private static async Task<string?> Known(IServiceProvider services, string? secret, CancellationToken cancellation) =>
        secret is not null && await services.GetRequiredService<Credentials>().Find(secret, cancellation) is { Tenant: Tenant } ? secret : null;

    private static async Task<string> NewKey(TenantAdministration administration, CancellationToken cancellation) =>
        (await administration.IssueKey(Tenant, ApiKeyKind.Secret, cancellation))
            .Match(key => key.Secret, refusal => throw new CliFailure(refusal.Message));

    private static async Task<UserNumber> User(IServiceProvider services, string user, CancellationToken cancellation) =>
        (await services.GetRequiredService<UserDirectory>().Register(user, null, TenantAdministration.Operator(Tenant), cancellation))
            .Match(registered => registered.User, refusal => throw new CliFailure(refusal.Message));

    private static async Task<string> NewToken(IServiceProvider services, UserNumber user, CancellationToken cancellation) =>
        await services.GetRequiredService<Credentials>().IssueUserToken(Tenant, user, cancellation);

    private static async Task<string?> KnownPassword(IServiceProvider services, string? password, CancellationToken cancellation) =>
        password is not null && (await services.GetRequiredService<Passwords>().Verify(Tenant, "alice", password, client: null, cancellation)).Refusal is null
            ? password
            : null;

    private static async Task<string> NewPassword(IServiceProvider services, UserNumber alice, CancellationToken cancellation)
    {
        var password = Credentials.NewSecret("");
        var set = await services.GetRequiredService<Passwords>().Set(alice, Actor.Server, password, TenantAdministration.Operator(Tenant), cancellation);
        return set.Match(_ => password, refusal => throw new CliFailure(refusal.Message));
    }

    private static async Task<DemoAccess?> Kept(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize(await File.ReadAllTextAsync(file, cancellation), CliJson.Own.DemoAccess);
        }
        catch (JsonException)
        {
            return null; // Cut off by a crash of an older start; new secrets take its place.
        }
    }
}
