using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>The three programs of PostgreSQL that are used, and which version they are.</summary>
internal sealed partial record PostgresBinaries(string Directory, int Major)
{
    private const int Oldest = 14;

    public string Postgres => Program("postgres");

    public string PgCtl => Program("pg_ctl");

    public string Initdb => Program("initdb");

    /// <param name="wanted">The version that wrote the data; null before the first use, when the newest is taken.</param>
    public static async Task<PostgresBinaries> Find(
        PrivateServerOptions options, int? wanted, ServerUser user, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (string.Equals(options.Binaries, "npm", StringComparison.OrdinalIgnoreCase))
            return await Demand(await PostgresPackage.Fetch(options, user, progress, cancellation), wanted, user, cancellation);
        if (options.Binaries is { Length: > 0 } named)
            return await Demand(Path.GetFullPath(named), wanted, user, cancellation);

        var found = new List<PostgresBinaries>();
        foreach (var folder in options.Sources.Folders.Distinct(StringComparer.Ordinal).Where(HoldsAll))
        {
            if (await Look(folder, user, cancellation) is { } binaries)
                found.Add(binaries);
        }

        var best = found.Where(one => one.Major >= Oldest && (wanted is null || one.Major == wanted)).MaxBy(one => one.Major);
        if (best is not null)
            return best;
        if (options.Sources.Npm is not null && PostgresSources.Platform() is not null && (wanted ?? PostgresPackage.Major) == PostgresPackage.Major)
            return await Demand(await PostgresPackage.Fetch(options, user, progress, cancellation), wanted, user, cancellation);
        throw new PrivateServerException(Missing(found, wanted));
    }

    private static string Missing(List<PostgresBinaries> found, int? wanted)
    {
        var seen = string.Join(" and ", found.Select(one => one.Major).Distinct().Order());
        if (wanted is not null)
            return $"The data in this folder belongs to PostgreSQL {wanted}, {(seen is "" ? "and no PostgreSQL was found" : $"but only {seen} was found")}: "
                + $"install PostgreSQL {wanted}, or name its bin directory in CHATES_POSTGRES_BIN.";
        return seen is ""
            ? $"PostgreSQL was not found on this machine: {PostgresSources.Advice()}, or install npm and chates fetches it, or set ConnectionStrings__ChatEs to a server that runs already."
            : $"PostgreSQL {Oldest} or newer is needed, but only {seen} was found: {PostgresSources.Advice()}.";
    }

    private static async Task<PostgresBinaries> Demand(string folder, int? wanted, ServerUser user, CancellationToken cancellation)
    {
        if (!HoldsAll(folder))
            throw new PrivateServerException($"{folder} does not hold PostgreSQL's programs postgres, pg_ctl and initdb. Name their directory in CHATES_POSTGRES_BIN, or leave it empty.");
        if (await Look(folder, user, cancellation) is not { } binaries)
            throw new PrivateServerException($"{folder}/postgres could not be run{(user.Name is null ? "" : $" by the user {user.Name}")}: {(await Version(folder, user, cancellation)).Output}");
        return binaries.Major >= Oldest && (wanted is null || wanted == binaries.Major) ? binaries : throw new PrivateServerException(Missing([binaries], wanted));
    }

    private static async Task<PostgresBinaries?> Look(string folder, ServerUser user, CancellationToken cancellation)
    {
        var version = VersionLine().Match((await Version(folder, user, cancellation)).Output);
        return version.Success ? new PostgresBinaries(folder, int.Parse(version.Groups["major"].ValueSpan, CultureInfo.InvariantCulture)) : null;
    }

    private static Task<CommandResult> Version(string folder, ServerUser user, CancellationToken cancellation) =>
        user.Run(new PostgresBinaries(folder, 0).Postgres, ["--version"], cancellation);

    private static bool HoldsAll(string folder)
    {
        var there = new PostgresBinaries(folder, 0);
        return File.Exists(there.Postgres) && File.Exists(there.PgCtl) && File.Exists(there.Initdb);
    }

    private string Program(string name) => Path.Combine(Directory, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d{1,3})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLine();
}
