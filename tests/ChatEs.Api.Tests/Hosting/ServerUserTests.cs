using System.Runtime.Versioning;
using ChatEs.Api.Hosting.PrivatePostgres;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

/// <summary>Run as root, these start servers as three users; run as anybody else, the server must be his own.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class Whom_the_private_server_runs_as
{
    private static readonly bool Root = Environment.IsPrivilegedProcess;

    [Fact]
    public async Task is_nobody_whom_root_shares_power_with()
    {
        await using var folder = await ServerFolder.Used();
        await using var server = await folder.Attach();
        Owner(folder.ServerPid()).ShouldBe(Root ? await Id("postgres") : await Id(Environment.UserName));
    }

    [Fact]
    public async Task is_nobody_himself_where_there_is_no_user_postgres()
    {
        await using var folder = new ServerFolder();
        await using (var server = await folder.Attach(folder.Options with { UserNames = ["no-such-user", "nobody"] }))
            Owner(folder.ServerPid()).ShouldBe(Root ? await Id("nobody") : await Id(Environment.UserName));

        // The data is his now, and the usual choice must not take it from him.
        await using var again = await folder.Attach();
        Owner(folder.ServerPid()).ShouldBe(Root ? await Id("nobody") : await Id(Environment.UserName));
    }

    [Fact]
    public async Task is_refused_clearly_where_root_finds_no_other_user()
    {
        await using var folder = new ServerFolder();
        var options = folder.Options with { UserNames = ["no-such-user"] };
        if (Root)
        {
            var refused = await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(options));
            refused.Message.ShouldStartWith("PostgreSQL refuses to run as root, and none of the users no-such-user could be used");
        }
        else
        {
            await using var server = await folder.Attach(options);
            Owner(folder.ServerPid()).ShouldBe(await Id(Environment.UserName));
        }
    }

    [Fact]
    public async Task decides_where_the_data_goes_when_he_cannot_enter_the_folder()
    {
        await using var folder = new ServerFolder();
        Directory.CreateDirectory(folder.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var server = await folder.Attach();
        server.DataDirectory.ShouldStartWith(Root ? folder.Options.StateDirectory : folder.Root);
        folder.Said.Any(said => said.Contains("who cannot reach", StringComparison.Ordinal)).ShouldBe(Root);
        await ServerFolder.Read(server, "create table note as select 'kept' as text");
        await server.DisposeAsync();

        await using var again = await folder.Attach();
        (await ServerFolder.Read(again, "select text from note")).ShouldBe("kept");
    }

    [Fact]
    public async Task is_ourselves_where_we_are_a_normal_user()
    {
        await using var folder = new ServerFolder();
        using var holder = await StartAsNormalUser(folder);
        var address = await holder.Attached();
        (await ServerFolder.Read(address, "select 1")).ShouldBe("1");
        Owner(folder.ServerPid()).ShouldBe(await Id(Root ? "nobody" : Environment.UserName));
        File.GetUnixFileMode(Path.Combine(folder.Root, "postgres")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        if (Root)
        {
            await using var joined = await folder.Attach();
            joined.ConnectionStringFor("postgres").ShouldBe(address);
        }

        await holder.Leave();
        folder.ServerRuns().ShouldBeFalse();
        if (Root)
        {
            await using var started = await folder.Attach();
            Owner(folder.ServerPid()).ShouldBe(await Id("nobody"));
        }
    }

    [Fact]
    public async Task is_told_when_the_folder_belongs_to_somebody_else()
    {
        await using var folder = await ServerFolder.Used();
        using var holder = await StartAsNormalUser(folder);
        if (Root)
            (await holder.Line("failed ")).ShouldContain("belongs to another user");
        else
            await holder.Attached();
    }

    /// <summary>
    /// With root's group still on him: his servers are then such that neither root in a container nor he himself may look
    /// into, and they must not be taken for dead. From a copy of this program, since the folder it was built in
    /// may be closed to others.
    /// </summary>
    private static async Task<Holder> StartAsNormalUser(ServerFolder folder)
    {
        if (!Root)
            return Holder.Start(folder.Root);
        var home = Directory.CreateDirectory(Path.Combine(folder.Path, "home")).FullName;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            File.Copy(file, Path.Combine(home, Path.GetFileName(file)));
        await Run("chmod", "0755", folder.Path);
        await Run("chmod", "-R", "a+rX", home);
        await Run("chown", "-R", "nobody", home);
        if (!Directory.Exists(folder.Root))
            await Run("chown", "nobody", Directory.CreateDirectory(folder.Root).FullName);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home, ["DOTNET_CLI_HOME"] = home };
        return Holder.Start("setpriv", [$"--reuid={await Id("nobody")}", "--clear-groups", "--", Holder.Dotnet, Holder.Program(home), folder.Root], environment);
    }

    private static async Task<string> Id(string user) => await Run("id", "-u", user);

    private static async Task<string> Run(string program, params string[] arguments)
    {
        var ran = await Command.Run(program, arguments, keepEnvironment: true, TestContext.Current.CancellationToken);
        ran.Succeeded.ShouldBeTrue(ran.Output);
        return ran.Output;
    }

    private static string Owner(int pid) =>
        File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
}
