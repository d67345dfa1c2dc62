using System.Runtime.InteropServices;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>Where PostgreSQL may come from on a machine: folders that may hold its programs, and npm.</summary>
internal sealed record PostgresSources(IReadOnlyList<string> Folders, string? Npm)
{
    public static PostgresSources OfThisMachine()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return new PostgresSources([.. path, .. UsualPlaces()], Command.Find("npm"));
    }

    /// <summary>How to get PostgreSQL here, as the end of a sentence.</summary>
    public static string Advice() =>
        OperatingSystem.IsMacOS() ? "install it with: brew install postgresql@17"
        : OperatingSystem.IsWindows() ? "install it with: winget install PostgreSQL.PostgreSQL.17"
        : File.Exists("/etc/debian_version") ? "install it with: apt-get install postgresql"
        : File.Exists("/etc/redhat-release") ? "install it with: dnf install postgresql-server"
        : File.Exists("/etc/alpine-release") ? "install it with: apk add postgresql17"
        : "install the package postgresql (the server) of your system";

    /// <summary>The name under which npm has PostgreSQL for this kind of machine; null where it has none.</summary>
    public static string? Platform()
    {
        var system = OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "";
        var platform = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        return platform is "linux-x64" or "linux-arm64" or "darwin-arm64" or "darwin-x64" or "windows-x64" ? platform : null;
    }

    private static IEnumerable<string> UsualPlaces()
    {
        if (OperatingSystem.IsWindows())
            return Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*");
        return
        [
            .. Versions("/usr/lib/postgresql", "*"),
            .. Versions("/usr", "pgsql-*"),
            .. Versions("/opt/homebrew/opt", "postgresql*"),
            .. Versions("/usr/local/opt", "postgresql*"),
            "/usr/libexec/postgresql",
            "/usr/local/pgsql/bin",
        ];
    }

    private static IEnumerable<string> Versions(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern).Select(found => Path.Combine(found, "bin")) : [];
}
