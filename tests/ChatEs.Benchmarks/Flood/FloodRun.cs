using System.Text.Json;
using ChatEs.Application.Tenancy;
using ChatEs.Benchmarks.Ground;
using ChatEs.Benchmarks.Load;
using ChatEs.Benchmarks.Report;
using ChatEs.Benchmarks.Running;
using ChatEs.Benchmarks.Subjects;
using ChatEs.Domain.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace ChatEs.Benchmarks.Flood;

/// <summary>What one tenant notices of another that asks for all it can get: its own p50 and p99, alone and beside the flood.</summary>
internal static class FloodRun
{
    private const int QuietCallers = 2;
    private const int QuietRooms = 10;

    /// <summary>Of the flood, before the quiet tenant is measured: its connections are opened and its first requests compiled.</summary>
    private static readonly TimeSpan Rise = TimeSpan.FromSeconds(3);

    public sealed record Row(string What, int Flooding, Measured Quiet, Measured? Flood, long ResidentBytes);

    public static async Task<int> Everything(int connections, TimeSpan window, string? json, CancellationToken cancellation)
    {
        await using var server = await BenchServer.Start(cancellation);
        var machine = await Machine.Describe(server, cancellation);
        var (many, few) = await Sow(server, cancellation);
        await using var subject = await OverHttp.Start(Options.BuiltService, server, many, Needs.Rooms, [], cancellation);
        var (flooding, quiet) = (new Wire(many, []), new Wire(few, []));
        IReadOnlyList<string> posts = [.. quiet.Everywhere(quiet.Post)];
        IReadOnlyList<string> pages = [.. quiet.Everywhere((room, member) => quiet.Native("GET", $"/v1/rooms/{room.Number}/messages?limit=100", member))];
        RequestGroup[] flood =
        [
            new([.. flooding.Everywhere(flooding.Post)]),
            new([.. flooding.Everywhere((room, member) => flooding.Native("GET", $"/v1/rooms/{room.Number}/messages?limit=100", member))]),
        ];
        List<Row> rows = [];
        foreach (var (what, requests) in new[] { ("posts", posts), ("pages", pages) })
        {
            foreach (var callers in new[] { 0, connections })
                rows.Add(await Measure(subject.Service, what, requests, callers, flood, window, cancellation));
        }
        Print(rows, machine);
        if (json is not null)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { machine, rows }, FigureTable.Indented), cancellation);
        return rows.Exists(row => row.Quiet.Errors > 0) ? 1 : 0;
    }

    private static async Task<(Seeded Many, Seeded Few)> Sow(BenchServer server, CancellationToken cancellation)
    {
        await using var services = InProcess.Services(server.ConnectionString);
        var many = await new Seed(services).Sow(Sizes.Quick, Needs.Rooms, cancellation);
        var tenants = services.GetRequiredService<TenantAdministration>();
        await tenants.Create(QuietTenant.Id, "Quiet", registersUnknownUsers: true, cancellation);
        var key = (await tenants.IssueKey(QuietTenant.Id, ApiKeyKind.Secret, cancellation)).Result!;
        var rooms = await QuietTenant.Rooms(services, key.KeyId, QuietRooms, cancellation);
        return (many, new Seeded(key.Secret, key.KeyId, [], rooms, rooms[0], Sizes.Quick));
    }

    private static async Task<Row> Measure(
        ServiceProcess service, string what, IReadOnlyList<string> requests, int flooding, IReadOnlyList<RequestGroup> flood, TimeSpan window,
        CancellationToken cancellation)
    {
        var whole = (Rise + Rise + window + window).TotalSeconds;
        await using var other = flooding == 0
            ? null
            : await ClientProcess.Start(LoadClient.Verb, new LoadPlan(service.Port, flooding, Rise.TotalSeconds, whole, flood), cancellation);
        if (other is not null)
            await other.Expect(LoadPlan.Begins, cancellation);
        var plan = new LoadPlan(service.Port, QuietCallers, Rise.TotalSeconds, window.TotalSeconds, [new RequestGroup(requests)]);
        await using var client = await ClientProcess.Start(LoadClient.Verb, plan, cancellation);
        await client.Expect(LoadPlan.Begins, cancellation);
        await client.Expect(LoadPlan.Ends, cancellation);
        var quiet = (await client.Result<LoadResult>(cancellation)).Measured;
        var resident = service.Resident();
        FigureTable.PrintLine($"{what} of the quiet tenant, beside {flooding}", QuietCallers, quiet);
        if (other is null)
            return new(what, flooding, quiet, null, resident);
        await other.Expect(LoadPlan.Ends, cancellation);
        return new(what, flooding, quiet, (await other.Result<LoadResult>(cancellation)).Measured, resident);
    }

    private static void Print(List<Row> rows, Machine machine)
    {
        var table = FigureTable.New("the quiet tenant", ["callers of the flood", "a second", "p50 ms", "p99 ms", "of the flood a second", "its p50 ms", "its p99 ms", "its errors", "RSS MiB"]);
        foreach (var row in rows)
        {
            table.AddRow(
                row.What, FigureTable.Number(row.Flooding), FigureTable.Number(row.Quiet.PerSecond), FigureTable.Number(row.Quiet.P50Milliseconds, 1),
                FigureTable.Number(row.Quiet.P99Milliseconds, 1), FigureTable.Number(row.Flood?.PerSecond), FigureTable.Number(row.Flood?.P50Milliseconds, 1),
                FigureTable.Number(row.Flood?.P99Milliseconds, 1), FigureTable.Number(row.Flood?.Errors), FigureTable.Number(row.ResidentBytes >> 20));
            if (row.Flood?.FirstError is { } error)
                AnsiConsole.MarkupLineInterpolated($"[grey]{error}[/]");
        }
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(machine.ToString());
    }
}
