using System.Globalization;
using ChatEs.Api.Hosting;
using ChatEs.Faults.Ground;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatEs.Fuzz.Ground;

/// <summary>A real PostgreSQL, one service process on it, and the service's own classes in this process to set the scene and to look at the result.</summary>
internal sealed class FuzzGround : IAsyncDisposable
{
    private const string DatabaseName = "fuzz";

    private readonly Site _site;
    private readonly Database _database;

    private FuzzGround(Site site, Database database, ServiceProcess service, WebApplication inside) =>
        (_site, _database, Service, Inside) = (site, database, service, inside);

    public ServiceProcess Service { get; }

    public WebApplication Inside { get; }

    public string LogFile => Path.Combine(_site.Folder, "service.log");

    public string ConnectionString => _database.ConnectionStringFor(DatabaseName);

    /// <param name="tenants">Those to come: Virola's calls name theirs by the host.</param>
    public static async Task<FuzzGround> Prepare(IEnumerable<string> tenants, CancellationToken cancellation)
    {
        var site = await Site.Make(ownDisk: false);
        Database? database = null;
        try
        {
            database = await Database.Start(site, cancellation, fsync: false);
            await database.Migrate(DatabaseName, cancellation);
            await FarFromSmallNumbers(database, cancellation);
            var connection = database.ConnectionStringFor(DatabaseName);
            var clock = new Clock(Path.Combine(site.Folder, "clock"));
            var service = new ServiceProcess(0, database, connection, clock, site.PidFile(0), Settings(tenants));
            var inside = ChatEsService.Build([], connection, builder => builder.Logging.ClearProviders());
            var ground = new FuzzGround(site, database, service, inside);
            service.LogTo(ground.LogFile);
            await service.EnsureReady(cancellation);
            return ground;
        }
        catch (Exception)
        {
            if (database is not null)
                await database.DisposeAsync();
            await site.DisposeAsync();
            throw;
        }
    }

    public T Inner<T>() where T : notnull => Inside.Services.GetRequiredService<T>();

    public Task<T> Ask<T>(string sql, CancellationToken cancellation) => _database.Ask<T>(DatabaseName, sql, cancellation);

    /// <returns>In bytes: what the process holds now, and the most that it held.</returns>
    public (long Now, long Most) Memory()
    {
        if (!OperatingSystem.IsLinux() || Service.Id is not { } id || !Service.Runs)
            return (0, 0);
        var lines = File.ReadAllLines($"/proc/{id}/status");
        return (Kilobytes("VmRSS:") * 1024, Kilobytes("VmHWM:") * 1024);

        long Kilobytes(string name) => long.Parse(
            lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Integer, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Inside.DisposeAsync();
        await _database.DisposeAsync();
        await _site.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(IEnumerable<string> tenants)
    {
        var settings = tenants.ToDictionary(tenant => $"Virola__Tenants__{tenant}", tenant => tenant, StringComparer.Ordinal);
        // Nothing answers at the addresses that are registered here, and nobody is to wait long for it.
        settings["Webhooks__Patience"] = "00:00:01";
        return settings;
    }

    /// <summary>The numbers of a world are put into a request anew when it is repeated: they must not look like others.</summary>
    private static async Task FarFromSmallNumbers(Database database, CancellationToken cancellation)
    {
        foreach (var (sequence, first) in new[] { ("room", 1_000_001), ("user", 2_000_001), ("file", 3_000_001) })
            await database.Ask<long>(DatabaseName, $"select setval('vault.{sequence}_numbers', {first.ToString(CultureInfo.InvariantCulture)})", cancellation);
    }
}
