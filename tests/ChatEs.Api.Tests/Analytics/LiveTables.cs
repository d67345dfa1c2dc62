using System.Text.Json;
using Npgsql;

namespace ChatEs.Api.Tests.Analytics;

/// <summary>What the read models say, in the columns of an export with texts.</summary>
internal static class LiveTables
{
    public static readonly IReadOnlyDictionary<string, string> Queries = new Dictionary<string, string>
    {
        ["rooms"] = $"""
            select number as room, kind, visibility, creator, name, key, {Iso("created_at")}, {Iso("archived_at")}, description
            from rooms where tenant_id = $1
            """,
        ["users"] = $"""
            select number as user_no, external_id, username, first_name, last_name, type, {Iso("registered_at")}, {Iso("suspended_at")}
            from users where tenant_id = $1
            """,
        ["members"] = $"""
            select room, user_no, {Iso("joined_at")}, moderator, {Iso("pinned_at")} from members where tenant_id = $1 and active
            """,
        ["messages"] = $"""
            select room, number, (room << 27) | number as message, id::text, kind, markup, author,
              (select u.external_id from users u where u.tenant_id = m.tenant_id and u.number = m.author) as author_id,
              parent, reply_to, session, {Iso("posted_at")}, {Iso("claimed_at")}, {Iso("shown_at")}, {Iso("edited_at")},
              char_length(text) as characters, text
            from messages m where tenant_id = $1 and deleted_at is null
            """,
        ["reactions"] = "select room, number, user_no, emoji from reactions where tenant_id = $1",
        ["attachments"] = "select file, room, number, content_type, size, sha256, width, height, file_name from attachments where tenant_id = $1",
    };

    public static async Task<List<string>> Read(NpgsqlDataSource db, string tenant, string table)
    {
        await using var command = db.CreateCommand($"select row_to_json(t)::text from ({Queries[table]}) t");
        command.Parameters.AddWithValue(tenant);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add(Text(JsonSerializer.Deserialize<JsonElement>(reader.GetString(0))));
        return [.. rows.Order(StringComparer.Ordinal)];
    }

    /// <summary>The rows of an export without what they have beside; without what went with a deleted message, which has no row of its own.</summary>
    public static List<string> Of(ExportFolder export, string table)
    {
        var gone = export.Rows("messages").Where(row => row.GetProperty("deleted").GetBoolean()).Select(Message).ToHashSet();
        var rows = export.Current(table).Where(row => table is not ("reactions" or "attachments") || !gone.Contains(Message(row)));
        return [.. rows.Select(Text).Order(StringComparer.Ordinal)];
    }

    private static (long, long) Message(JsonElement row) => (row.GetProperty("room").GetInt64(), row.GetProperty("number").GetInt64());

    private static string Text(JsonElement row) => string.Join(
        ", ", row.EnumerateObject().Where(m => m.Name is not ("sequence" or "happened_at" or "deleted")).Select(m => $"{m.Name}: {m.Value}"));

    private static string Iso(string column) => $"""to_char({column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as {column}""";
}
