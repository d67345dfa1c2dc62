using System.Diagnostics;
using System.Runtime.Versioning;
using ChatEs.Api.Hosting.PrivatePostgres;
using Npgsql;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

[UnsupportedOSPlatform("windows")]
public sealed class The_first_use_of_a_private_server
{
    [Fact]
    public async Task prepares_a_cluster_that_only_this_machine_and_the_password_can_reach()
    {
        await using var folder = new ServerFolder();
        await using var server = await folder.Attach(folder.Options with { Fsync = true });
        folder.Said.ShouldContain(said => said.StartsWith("Preparing a private PostgreSQL ", StringComparison.Ordinal));

        const string settings = """
            select string_agg(current_setting(name), ' ' order by place) from unnest(array['server_encoding', 'data_checksums', 'listen_addresses', 'fsync',
            'synchronous_commit', 'full_page_writes', 'jit', 'max_connections', 'timezone', 'password_encryption', 'max_wal_size']) with ordinality as asked(name, place)
            """;
        (await ServerFolder.Read(server, settings)).ShouldBe("UTF8 on 127.0.0.1 on on on off 200 UTC scram-sha-256 2GB");
        (await ServerFolder.Read(server, "select datcollate || ' ' || datctype from pg_database where datname = 'postgres'")).ShouldBe("C C");
        (await ServerFolder.Read(server, "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules")).ShouldBe("scram-sha-256");

        var password = Path.Combine(folder.Root, "postgres", "password");
        File.GetUnixFileMode(password).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(password)).Length.ShouldBe(64);
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionStringFor("postgres")) { Password = "guess" }.ConnectionString;
        (await Should.ThrowAsync<PostgresException>(() => ServerFolder.Read(wrong, "select 1"))).SqlState.ShouldBe("28P01");
        new NpgsqlConnectionStringBuilder(server.ConnectionString).Database.ShouldBe("chates");
    }

    [Fact]
    public async Task cut_short_by_kill_9_leaves_nothing_that_is_then_used()
    {
        await using var folder = new ServerFolder();
        using (var holder = Holder.Start(folder.Root))
        {
            await holder.Line("progress Preparing");
            var home = Path.Combine(folder.Root, "postgres");
            await ServerFolder.Until(() => Directory.EnumerateFiles(home, "PG_VERSION", SearchOption.AllDirectories).Any(), "initdb is at work");
            await holder.Kill();
            KillWhatMentions(Path.Combine(home, "data.new-"));
        }

        Directory.Exists(folder.Data).ShouldBeFalse();
        await using var server = await folder.Attach();
        (await ServerFolder.Read(server, "select count(*) from pg_database")).ShouldBe("3");
        Directory.GetDirectories(Path.Combine(folder.Root, "postgres"), "data.new-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task called_off_leaves_no_server_running()
    {
        await using var folder = await ServerFolder.Used();
        using var impatience = new CancellationTokenSource();
        var attaching = PrivateServer.Attach(folder.Options, progress: null, impatience.Token);
        await ServerFolder.Until(folder.ServerRuns, "the server comes up");
        await impatience.CancelAsync();
        try
        {
            // It may have been quicker than we were; then it is ours to let go.
            await (await attaching).DisposeAsync();
        }
        catch (OperationCanceledException)
        {
            attaching.IsCanceled.ShouldBeTrue();
        }

        folder.ServerRuns().ShouldBeFalse();
    }

    [Fact]
    public async Task keeps_the_socket_path_short_in_a_deep_folder()
    {
        await using var folder = new ServerFolder();
        await using var server = await folder.Attach(folder.Options with { Root = Path.Combine(folder.Root, new string('d', 100)) });
        var socket = await ServerFolder.Read(server, "show unix_socket_directories");
        socket.Length.ShouldBeLessThan(80);
        File.GetUnixFileMode(socket.Trim('"')).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await server.DisposeAsync();
        Directory.Delete(socket.Trim('"'), recursive: true);
    }

    [Fact]
    public async Task refuses_a_folder_whose_name_a_shell_would_read()
    {
        await using var folder = new ServerFolder();
        var refused = await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(folder.Options with { Root = Path.Combine(folder.Path, "$HOME") }));
        refused.Message.ShouldContain("Choose another folder");
    }

    [Fact]
    public async Task takes_settings_of_the_caller_and_refuses_what_is_no_name_of_one()
    {
        await using var folder = await ServerFolder.Used();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["cluster_name"] = @"it's \ mine", ["jit"] = "on" };
        await using (var server = await folder.Attach(folder.Options with { Settings = settings }))
            (await ServerFolder.Read(server, "select current_setting('cluster_name') || current_setting('jit')")).ShouldBe(@"it's \ mineon");

        settings["jit = on\nfsync"] = "off";
        (await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(folder.Options with { Settings = settings }))).Message.ShouldContain("is no name");
    }

    private static void KillWhatMentions(string text)
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (CommandLine(process.Id).Contains(text, StringComparison.Ordinal))
                    process.Kill();
            }
        }
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
