using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.ReadModels.Avatars;

/// <summary>An avatar among the columns of a query over <c>avatars a</c>, joined from the left.</summary>
internal static class AvatarSql
{
    public const string Columns = "a.url, a.file, a.file_name, a.content_type, a.size, a.sha256, a.width, a.height";

    public static string Of(AvatarOwner owner) => owner == AvatarOwner.Room ? "room" : "user";

    /// <param name="first">The place of the first of the columns.</param>
    /// <returns>Null where there is none.</returns>
    public static Avatar? View(NpgsqlDataReader row, int first)
    {
        if (row.TextOrNull(first) is { } url)
            return Avatar.At(url);
        if (row.LongOrNull(first + 1) is not { } file)
            return null;
        var stored = new StoredFile(
            new(file), row.GetString(first + 5), row.GetInt64(first + 4), row.GetString(first + 3),
            row.IsDBNull(first + 6) ? null : row.GetInt32(first + 6), row.IsDBNull(first + 7) ? null : row.GetInt32(first + 7));
        return new Avatar(stored, row.TextOrNull(first + 2), null);
    }
}
