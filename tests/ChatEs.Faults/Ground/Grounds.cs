using System.Globalization;
using ChatEs.Api.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ChatEs.Faults.Ground;

/// <summary>
/// What the schedules run on. The server stays; every few schedules get a database of their own, since the read models are
/// proved against the whole log; services stay as long as their database does, unless they are killed.
/// </summary>
internal sealed class Grounds : IAsyncDisposable
{
    private const int MostServices = 3;
    private const int SchedulesOnADatabase = 8;

    private readonly bool _movesClocks;
    private WebApplication? _inside;
    private int _used;

    private Grounds(Site site, Database database, bool movesClocks) => (Site, Database, _movesClocks) = (site, database, movesClocks);

    public Site Site { get; }

    public Database Database { get; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<ServiceProcess> Services { get; private set; } = [];

    /// <summary>The service's own classes in this process, straight on the database: they set the scene and look at the result.</summary>
    public WebApplication Inside => _inside ?? throw new InvalidOperationException("There is no database yet.");

    public static async Task<Grounds> Prepare(bool ownDisk, bool movesClocks, CancellationToken cancellation)
    {
        var site = await Site.Make(ownDisk);
        try
        {
            return new Grounds(site, await Database.Start(site, cancellation), movesClocks);
        }
        catch (Exception)
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>So many services are ready, on a database with room for one more schedule; what they say goes into the folder.</summary>
    public async Task Ready(int services, string folder, CancellationToken cancellation)
    {
        await Database.EnsureRunning(cancellation);
        Forget();
        if (_used++ % SchedulesOnADatabase == 0)
            await Renew(cancellation);
        foreach (var service in Services)
            service.LogTo(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"service-{service.Place}.log")));
        await Task.WhenAll(Services.Take(services).Select(service => service.EnsureReady(cancellation)));
        foreach (var idle in Services.Skip(services))
            idle.Kill();
    }

    /// <summary>The next schedule gets a database and services of its own.</summary>
    public async Task StartOver()
    {
        await End();
        _used = (_used + SchedulesOnADatabase - 1) / SchedulesOnADatabase * SchedulesOnADatabase;
    }

    public async ValueTask DisposeAsync()
    {
        await End();
        await Database.DisposeAsync();
        await Site.DisposeAsync();
    }

    /// <summary>Before the folder that they write to goes: the processes live on.</summary>
    public void StopLogging()
    {
        foreach (var service in Services)
            service.LogTo(null);
    }

    /// <summary>Connections that broke while nobody looked; the classes in here would meet them one by one.</summary>
    public void Forget() => _inside?.Services.GetRequiredService<NpgsqlDataSource>().Clear();

    private async Task Renew(CancellationToken cancellation)
    {
        await End();
        if (Name.Length > 0)
            await Database.Ask<object>("postgres", $"drop database {Name} with (force)", cancellation);
        Name = string.Create(CultureInfo.InvariantCulture, $"faults_{_used}");
        await Database.Migrate(Name, cancellation);
        var connection = Database.ConnectionStringFor(Name);
        _inside = ChatEsService.Build([], connection, builder => builder.Logging.ClearProviders());
        Services = [.. Enumerable.Range(0, MostServices).Select(place => new ServiceProcess(place, Database, connection, ClockOf(place), Site.PidFile(place)))];
    }

    private Clock ClockOf(int place)
    {
        var clock = new Clock(Path.Combine(Site.Folder, string.Create(CultureInfo.InvariantCulture, $"clock-{place}")));
        if (_movesClocks)
            clock.Enable();
        return clock;
    }

    private async Task End()
    {
        foreach (var service in Services)
            await service.DisposeAsync();
        Services = [];
        if (_inside is { } inside)
            await inside.DisposeAsync();
        _inside = null;
    }
}
