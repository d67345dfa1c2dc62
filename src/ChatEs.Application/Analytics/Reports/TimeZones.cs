using ChatEs.Application.ReadModels;
using Npgsql;

namespace ChatEs.Application.Analytics.Reports;

/// <summary>
/// The time zones by their IANA names. They are the database's, which does the reckoning; it would also take things that no
/// reader expects, such as UTC+2, which is west of Greenwich there.
/// </summary>
public sealed class TimeZones(NpgsqlDataSource db)
{
    private const string NamesText = """
        select name from pg_timezone_names
         where name !~ '^(posix|right)/' and name not in ('localtime', 'posixrules', 'Factory')
        """;

    private volatile HashSet<string>? _names;

    public async Task<bool> Know(string name, CancellationToken cancellation)
    {
        // Every file of the time zone database is read for it: once.
        _names ??= [.. await db.Read(NamesText, [], row => row.GetString(0), cancellation)];
        return _names.Contains(name);
    }
}
