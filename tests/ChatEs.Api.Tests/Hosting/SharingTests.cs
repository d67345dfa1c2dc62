using System.Globalization;
using ChatEs.Api.Hosting.PrivatePostgres;
using ChatEs.Testing;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

public sealed class Sharing_a_private_server
{
    [Fact]
    public async Task the_first_starts_it_the_second_joins_it_and_the_last_stops_it()
    {
        await using var folder = await ServerFolder.Used();
        using var first = Holder.Start(folder.Root);
        var address = await first.Attached();
        await using var second = await folder.Attach();
        second.ConnectionStringFor("postgres").ShouldBe(address);
        var server = folder.ServerPid();

        await first.Leave();
        (await ServerFolder.Read(second, "select 1")).ShouldBe("1");
        folder.ServerPid().ShouldBe(server);
        await second.DisposeAsync();
        folder.ServerRuns().ShouldBeFalse();
    }

    [Fact]
    public async Task two_starts_at_the_same_moment_make_one_server()
    {
        await using var folder = new ServerFolder();
        using var one = Holder.Start(folder.Root);
        using var other = Holder.Start(folder.Root);
        var addresses = await Task.WhenAll(one.Attached(), other.Attached());
        addresses[0].ShouldBe(addresses[1]);
        one.Said.Concat(other.Said).Count(said => said.StartsWith("progress Preparing", StringComparison.Ordinal)).ShouldBe(1);

        await Task.WhenAll(one.Leave(), other.Leave());
        folder.ServerRuns().ShouldBeFalse();
    }

    [Fact]
    public async Task many_within_one_process_are_counted_one_by_one()
    {
        await using var folder = await ServerFolder.Used();
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => folder.Attach()));
        servers.Select(server => server.Port).Distinct().Count().ShouldBe(1);
        foreach (var server in servers)
        {
            folder.ServerRuns().ShouldBeTrue();
            await server.DisposeAsync();
            await server.DisposeAsync();
        }

        folder.ServerRuns().ShouldBeFalse();
    }

    [Fact]
    public async Task a_process_killed_with_9_does_not_count()
    {
        await using var folder = await ServerFolder.Used();
        using var killed = Holder.Start(folder.Root);
        var address = await killed.Attached();
        await using var server = await folder.Attach();
        await killed.Kill();
        (await ServerFolder.Read(address, "select 1")).ShouldBe("1");

        await server.DisposeAsync();
        folder.ServerRuns().ShouldBeFalse();
    }

    [Fact]
    public async Task ctrl_c_at_the_terminal_does_not_reach_the_server()
    {
        await using var folder = await ServerFolder.Used();
        using var holder = Holder.Start(folder.Root);
        var address = await holder.Attached();
        Session(folder.ServerPid()).ShouldNotBe(Session(holder.Pid));

        (await Command.Run("sh", ["-c", "kill -INT \"$0\"", $"-{holder.Pid}"], keepEnvironment: true, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();
        await holder.Line("interrupted");
        (await ServerFolder.Read(address, "select 1")).ShouldBe("1");
        await holder.Leave();
        folder.ServerRuns().ShouldBeFalse();
    }

    [Fact]
    public async Task what_a_killed_test_run_left_is_cleared_away_by_the_next()
    {
        await using var folder = new ServerFolder();
        using var killed = Holder.Start(folder.Path);
        var address = await killed.Attached();
        await killed.Kill();
        await TestFolder.RemoveLeftovers();
        (await ServerFolder.Read(address, "select 1")).ShouldBe("1");
        folder.Abandon();

        await TestFolder.RemoveLeftovers();
        // Another run on this machine may be at it, too.
        await ServerFolder.Until(() => !Directory.Exists(folder.Path), "the folder is gone");
        await Should.ThrowAsync<Npgsql.NpgsqlException>(() => ServerFolder.Read(address, "select 1"));
    }

    /// <summary>The field after the state, the parent and the group; the name before them may hold spaces.</summary>
    private static int Session(int pid)
    {
        var line = File.ReadAllText($"/proc/{pid}/stat");
        return int.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[3], CultureInfo.InvariantCulture);
    }
}
