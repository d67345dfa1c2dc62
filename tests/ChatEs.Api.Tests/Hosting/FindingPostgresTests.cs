using System.Globalization;
using System.Runtime.Versioning;
using ChatEs.Api.Hosting.PrivatePostgres;
using Shouldly;
using Xunit;

namespace ChatEs.Api.Tests.Hosting;

[UnsupportedOSPlatform("windows")]
public sealed class Finding_postgresql
{
    private static readonly PostgresSources Nowhere = new([], null);

    [Fact]
    public async Task says_how_to_get_it_where_there_is_neither_postgresql_nor_npm()
    {
        await using var folder = new ServerFolder();
        var refused = await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(folder.Options with { Sources = Nowhere }));
        refused.Message.ShouldStartWith("PostgreSQL was not found on this machine: install ");
        refused.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task says_how_to_get_it_where_npm_is_demanded_and_missing()
    {
        await using var folder = new ServerFolder();
        var refused = await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(folder.Options with { Sources = Nowhere, Binaries = "npm" }));
        refused.Message.ShouldStartWith("PostgreSQL cannot be fetched, since npm was not found");
    }

    [Fact]
    public async Task says_so_where_the_directory_named_does_not_hold_it()
    {
        await using var folder = new ServerFolder();
        var refused = await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(folder.Options with { Binaries = folder.Path }));
        refused.Message.ShouldStartWith($"{folder.Path} does not hold PostgreSQL's programs");
    }

    [Fact]
    public async Task takes_the_directory_that_is_named()
    {
        await using var folder = await ServerFolder.Used();
        string usual;
        await using (var server = await folder.Attach())
            usual = server.BinDirectory;
        await using var named = await folder.Attach(folder.Options with { Sources = Nowhere, Binaries = usual });
        named.BinDirectory.ShouldBe(usual);
    }

    [Fact]
    public async Task refuses_a_version_that_is_too_old()
    {
        await using var folder = new ServerFolder();
        var old = Claiming(folder, "postgres (PostgreSQL) 13.23");
        var refused = await Should.ThrowAsync<PrivateServerException>(() => folder.Attach(folder.Options with { Sources = new PostgresSources([old], null) }));
        refused.Message.ShouldStartWith("PostgreSQL 14 or newer is needed, but only 13 was found: ");
    }

    [Theory]
    [InlineData("postgres (PostgreSQL) 14.0", 14)]
    [InlineData("postgres (PostgreSQL) 16beta2", 16)]
    [InlineData("postgres (PostgreSQL) 18devel", 18)]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15)]
    public async Task reads_every_spelling_of_a_version(string line, int major)
    {
        await using var folder = new ServerFolder();
        var options = folder.Options with { Sources = new PostgresSources([folder.Path, Claiming(folder, line)], null) };
        (await PostgresBinaries.Find(options, wanted: null, ServerUser.Ourselves, progress: null, TestContext.Current.CancellationToken)).Major.ShouldBe(major);
    }

    [Fact]
    public async Task takes_the_newest_for_new_data_and_the_one_that_wrote_it_for_old()
    {
        await using var folder = new ServerFolder();
        var sources = new PostgresSources([Claiming(folder, "postgres (PostgreSQL) 15.4"), Claiming(folder, "postgres (PostgreSQL) 17.1"), Claiming(folder, "postgres (PostgreSQL) 16.9")], null);
        (await Find(null)).ShouldBe(17);
        (await Find(16)).ShouldBe(16);
        (await Should.ThrowAsync<PrivateServerException>(() => Find(14))).Message.ShouldBe(
            "The data in this folder belongs to PostgreSQL 14, but only 15 and 16 and 17 was found: install PostgreSQL 14, or name its bin directory in CHATES_POSTGRES_BIN.");

        async Task<int> Find(int? wanted) =>
            (await PostgresBinaries.Find(folder.Options with { Sources = sources }, wanted, ServerUser.Ourselves, progress: null, TestContext.Current.CancellationToken)).Major;
    }

    [Fact]
    public async Task fetches_it_with_npm_where_that_is_asked_for()
    {
        await using var folder = new ServerFolder();
        var options = folder.Options with { Binaries = "npm" };
        PrivateServer server;
        try
        {
            server = await folder.Attach(options);
        }
        catch (PrivateServerException error)
        {
            // No npm, or no network: then that must be what is said.
            error.Message.ShouldMatch("^PostgreSQL (cannot be fetched, since npm was not found|could not be fetched with npm)");
            return;
        }

        await using (server)
            (await ServerFolder.Read(server, "show server_version")).ShouldStartWith(PostgresPackage.Major.ToString(CultureInfo.InvariantCulture) + ".");
        folder.Said.Count(said => said.StartsWith("Fetching PostgreSQL", StringComparison.Ordinal)).ShouldBe(1);
        Directory.EnumerateDirectories(folder.Path, ".arriving-*", SearchOption.AllDirectories).ShouldBeEmpty();

        // From the cache now, without npm, and from a place that only we can enter to one that the server's user can.
        await using var again = await folder.Attach(options with { Sources = Nowhere });
        folder.Said.Count(said => said.StartsWith("Fetching PostgreSQL", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task fetches_into_the_state_directory_where_the_servers_user_cannot_reach_the_cache()
    {
        await using var folder = new ServerFolder();
        Directory.CreateDirectory(folder.Options.CacheDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var user = await ServerUser.Choose(folder.Options.UserNames, TestContext.Current.CancellationToken);
        var kept = user.Name is null ? folder.Options.CacheDirectory : folder.Options.StateDirectory;
        // What an earlier fetch left there is found without asking npm.
        var bin = Directory.CreateDirectory(Path.Combine(kept, "postgres", PostgresPackage.PackageVersion, "bin")).FullName;
        (await PostgresPackage.Fetch(folder.Options with { Sources = Nowhere }, user, progress: null, TestContext.Current.CancellationToken)).ShouldBe(bin);
    }

    /// <summary>A directory whose programs do nothing but tell this version.</summary>
    private static string Claiming(ServerFolder folder, string version)
    {
        var bin = Directory.CreateDirectory(Path.Combine(folder.Path, Guid.NewGuid().ToString("n"))).FullName;
        foreach (var name in new[] { "postgres", "pg_ctl", "initdb" })
        {
            var file = Path.Combine(bin, name);
            File.WriteAllText(file, $"#!/bin/sh\necho '{version}'\n");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        return bin;
    }
}
