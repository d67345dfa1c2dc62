using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatEs.Api.Hosting.PrivatePostgres;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

public sealed class A_private_server_after_an_accident
{
    [Fact]
    public async Task recovers_what_was_committed_when_it_and_its_user_were_killed_with_9()
    {
        await using var folder = await ServerFolder.Used();
        using var holder = Holder.Start(folder.Root);
        var address = await holder.Attached();
        await ServerFolder.Read(address, "create table note as select 'kept' as text");
        await holder.Kill();
        Kill(folder.ServerPid());

        await using var server = await folder.Attach();
        (await ServerFolder.Read(server, "select text from note")).ShouldBe("kept");
        folder.Said.ShouldContain(said => said.Contains("recovers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task is_started_again_although_its_number_now_belongs_to_another_process()
    {
        await using var folder = await ServerFolder.Used();
        await using (var first = await folder.Attach())
            Kill(folder.ServerPid());
        using var other = Process.Start(Environment.IsPrivilegedProcess ? "setpriv" : "sleep", Environment.IsPrivilegedProcess ? ["--reuid=postgres", "--clear-groups", "sleep", "60"] : ["60"]);
        var lines = await File.ReadAllLinesAsync(folder.PidFile);
        lines[0] = other.Id.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(folder.PidFile, lines);

        await using var server = await folder.Attach();
        (await ServerFolder.Read(server, "select 1")).ShouldBe("1");
        other.HasExited.ShouldBeFalse();
        other.Kill();
    }

    [Fact]
    public async Task is_started_again_over_an_empty_pid_file()
    {
        await using var folder = await ServerFolder.Used();
        await File.WriteAllTextAsync(folder.PidFile, "");
        await using var server = await folder.Attach();
        (await ServerFolder.Read(server, "select 1")).ShouldBe("1");
    }

    [Fact]
    public async Task moves_to_another_port_where_its_own_is_taken_and_remembers_that_one()
    {
        await using var folder = await ServerFolder.Used();
        var first = await folder.Attach();
        await first.DisposeAsync();
        int moved;
        using (var squatter = new TcpListener(IPAddress.Loopback, first.Port))
        {
            squatter.Start();
            await using var second = await folder.Attach();
            moved = second.Port;
            moved.ShouldNotBe(first.Port);
            folder.Said.ShouldContain($"Port {first.Port} is taken by another program; PostgreSQL moves to {moved}");
            (await ServerFolder.Read(second, "show port")).ShouldBe(moved.ToString(CultureInfo.InvariantCulture));
        }

        await using var third = await folder.Attach();
        third.Port.ShouldBe(moved);
    }

    [Fact]
    public async Task says_so_where_the_port_that_was_asked_for_is_taken()
    {
        await using var folder = await ServerFolder.Used();
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;
        var refused = await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(folder.Options with { Port = port }));
        refused.Message.ShouldBe($"Port {port} on 127.0.0.1 is taken by another program. Choose another, or none and chates finds one.");

        squatter.Stop();
        await using var server = await folder.Attach(folder.Options with { Port = port });
        server.Port.ShouldBe(port);
    }

    [Fact]
    public async Task says_what_postgresql_said_where_it_does_not_start()
    {
        await using var folder = await ServerFolder.Used();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["shared_buffers"] = "nonsense" };
        var failed = await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(folder.Options with { Settings = settings }));
        failed.Message.ShouldContain("invalid value for parameter \"shared_buffers\": \"nonsense\"");
        await using var server = await folder.Attach();
        (await ServerFolder.Read(server, "select 1")).ShouldBe("1");
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }
}
