using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatEs.Api.Hosting.PrivatePostgres;

/// <summary>The settings file beside the data, written anew before every start; postgresql.conf includes it last.</summary>
internal static partial class ServerSettings
{
    public static string Render(PrivateServerOptions options, int port, string? socketFolder, bool lz4)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = socketFolder is null ? "" : $"\"{socketFolder}\"",
            ["unix_socket_permissions"] = "0700",
            ["cluster_name"] = "chates",
            ["max_connections"] = "200",
            ["shared_buffers"] = $"{SharedBuffers().ToString(CultureInfo.InvariantCulture)}MB",
            ["jit"] = "off",
            ["fsync"] = options.Fsync ? "on" : "off",
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = options.Fsync ? "on" : "off",
            // A chat writes small rows all day: few checkpoints, so that few whole pages go to the log.
            ["max_wal_size"] = "2GB",
            ["min_wal_size"] = "256MB",
            ["checkpoint_timeout"] = "15min",
            ["wal_compression"] = lz4 ? "lz4" : "on",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_line_prefix"] = "%m [%p] %q%d ",
            // Statements and the details of errors hold what people wrote; a log is no place for it.
            ["log_min_error_statement"] = "panic",
            ["log_error_verbosity"] = "terse",
        };
        foreach (var (name, value) in options.Settings)
        {
            if (!SettingName().IsMatch(name))
                throw new PrivateServerException($"'{name}' is no name of a PostgreSQL setting.");
            settings[name] = value;
        }

        var text = new StringBuilder("# Written by chates before every start; changes made here are lost.\n");
        foreach (var (name, value) in settings)
            text.Append(CultureInfo.InvariantCulture, $"{name} = '{Escape(value)}'\n");
        return text.ToString();
    }

    /// <returns>In MiB: an eighth of the memory there is, since the service and the system's own cache live beside it.</returns>
    private static long SharedBuffers() => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 23, 128, 1024);

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).Replace('\n', ' ');

    [GeneratedRegex("^[a-z_][a-z0-9_.]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingName();
}
