using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Files;

/// <summary>The SHA-1 of stored files, for clients that compare by it.</summary>
public sealed class FileChecksums(NpgsqlDataSource db)
{
    /// <summary>40 hexadecimal digits, lower case. Files that are there no more are left out.</summary>
    public async Task<IReadOnlyDictionary<FileNumber, string>> Of(
        string tenant, IReadOnlyCollection<FileNumber> files, CancellationToken cancellation)
    {
        if (files.Count == 0)
            return new Dictionary<FileNumber, string>();
        var rows = await db.Read(
            "select number, sha1 from vault.files where number = any ($1) and tenant_id = $2",
            [Sql.Numbers([.. files.Select(file => file.Value)]), Sql.Text(tenant)],
            row => (File: new FileNumber(row.GetInt64(0)), Sha1: Convert.ToHexStringLower(row.GetFieldValue<byte[]>(1))),
            cancellation);
        return rows.ToDictionary(row => row.File, row => row.Sha1);
    }
}
