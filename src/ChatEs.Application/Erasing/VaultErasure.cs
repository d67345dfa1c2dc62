using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Erasing;

/// <summary>Removes from the vault what no event holds: bytes of files, secrets, and answers kept for requests that come again.</summary>
public sealed class VaultErasure(NpgsqlDataSource db)
{
    private const string RemoveUnshownText = """
        delete from vault.files f
         where f.tenant_id = $1 and f.number = any ($2)
           and not exists (select from attachments a where a.tenant_id = f.tenant_id and a.file = f.number)
           and not exists (select from avatars v where v.tenant_id = f.tenant_id and v.file = f.number)
        """;

    // What another's message or avatar shows is theirs by now.
    private const string RemoveOwnText = """
        delete from vault.files f
         where f.tenant_id = $1 and f.number = any ($3)
           and not exists (
             select from attachments a
               join messages m on m.tenant_id = a.tenant_id and m.room = a.room and m.number = a.number
              where a.tenant_id = f.tenant_id and a.file = f.number and m.author is distinct from $2)
           and not exists (
             select from avatars v
              where v.tenant_id = f.tenant_id and v.file = f.number and (v.owner_kind <> 'user' or v.owner <> $2))
        """;

    private const string FilesOfUserText = """
        select f.number from vault.files f
         where f.tenant_id = $1 and (f.uploaded_by = $2
           or exists (
             select from attachments a
               join messages m on m.tenant_id = a.tenant_id and m.room = a.room and m.number = a.number
              where a.tenant_id = f.tenant_id and a.file = f.number and m.author = $2)
           or exists (
             select from avatars v where v.tenant_id = f.tenant_id and v.file = f.number and v.owner_kind = 'user' and v.owner = $2))
        """;

    private const string DisownText = "update vault.files set uploaded_by = null, file_name = 'file' where tenant_id = $1 and uploaded_by = $2";

    // Answers to uploads hold the names of files.
    private const string ForgetUploadsText = """
        delete from vault.idempotency i
         where i.tenant_id = $1 and i.result ? 'files' and exists (
           select from jsonb_path_query(i.result, '$.files[*].file.number') n where n::bigint = any ($2))
        """;

    // The answer stays, so that a retry does not post the message again; but the digest of a short text is as good as the
    // text to whoever guesses. So a retry is told that the request was another one.
    private const string ForgetRequestsText = """
        update vault.idempotency set digest = sha256(gen_random_uuid()::text::bytea)
         where tenant_id = $1 and result @> jsonb_build_object('room', $2::bigint, 'number', $3::bigint)
        """;

    // Who is storing answers just now holds these rows: it is waited for, and whoever comes later sees the erasure.
    private const string AwaitAnswersText = "update vault.webhooks set erased_at = now() where tenant_id = $1";

    // A receiver of webhooks may have answered with what it was told, in whatever words: nothing says with what.
    private const string ForgetAnswersText = "update vault.webhook_deliveries set answer = null where tenant_id = $1 and answer is not null";

    private static readonly string[] OfUser =
    [
        "delete from vault.passwords where tenant_id = $1 and user_no = $2",
        "delete from vault.user_tokens where tenant_id = $1 and user_no = $2",
        "delete from vault.web_sessions where tenant_id = $1 and user_no = $2",
        "delete from vault.token_sessions where tenant_id = $1 and user_no = $2",
        "delete from vault.idempotency where tenant_id = $1 and (principal = 'user:' || $2 or principal like 'key:%/user:' || $2)",
    ];

    /// <summary>The bytes of a deleted message's files, and what recorded requests tell of it. Files that are shown elsewhere stay.</summary>
    /// <returns>How many files are gone.</returns>
    public async Task<long> ForgetMessage(string tenant, RoomNumber room, MessageNumber number, long[] files, CancellationToken cancellation)
    {
        await ForgetAnswers(tenant, cancellation);
        await Execute(ForgetRequestsText, cancellation, Sql.Text(tenant), Sql.Number(room.Value), Sql.Number(number.Value));
        if (files.Length == 0)
            return 0;
        await Execute(ForgetUploadsText, cancellation, Sql.Text(tenant), Sql.Numbers(files));
        return await Execute(RemoveUnshownText, cancellation, Sql.Text(tenant), Sql.Numbers(files));
    }

    /// <summary>His credentials and sessions, the records of his requests, and the bytes of his files, unless others show them.</summary>
    /// <returns>How many files are gone.</returns>
    public async Task<long> ForgetUser(string tenant, UserNumber user, CancellationToken cancellation)
    {
        await ForgetAnswers(tenant, cancellation);
        foreach (var text in OfUser)
            await Execute(text, cancellation, Sql.Text(tenant), Sql.Number(user.Value));
        var files = await FilesOf(tenant, user, cancellation);
        await Execute(ForgetUploadsText, cancellation, Sql.Text(tenant), Sql.Numbers(files));
        var removed = await Execute(RemoveOwnText, cancellation, Sql.Text(tenant), Sql.Number(user.Value), Sql.Numbers(files));
        await Execute(DisownText, cancellation, Sql.Text(tenant), Sql.Number(user.Value));
        return removed;
    }

    /// <summary>The stored files that he uploaded, attached to what he wrote, or is shown by.</summary>
    public async Task<long[]> FilesOf(string tenant, UserNumber user, CancellationToken cancellation) =>
        [.. await db.Read(FilesOfUserText, [Sql.Text(tenant), Sql.Number(user.Value)], row => row.GetInt64(0), cancellation)];

    /// <summary>Gives a user's external id up, so that another may have it; for the transaction of the erasure that ends it.</summary>
    public static void ReleaseUser(NpgsqlBatch batch, string tenant, string externalId, UserNumber user) => batch.Add(
        "delete from vault.reservations where tenant_id = $1 and kind = 'user' and key = $2 and owner = $3::bigint::text",
        Sql.Text(tenant), Sql.Text(externalId), Sql.Number(user.Value));

    /// <summary>
    /// Likewise a room's key, where the room still has it from the event that is erased: it runs before the read models are
    /// written, and whoever has named the room anew since keeps the key for it.
    /// </summary>
    public static void ReleaseRoom(NpgsqlBatch batch, string tenant, string key, string stream, long version) => batch.Add(
        """
        delete from vault.reservations v
         using rooms r
         where v.tenant_id = $1 and v.kind = 'room_key' and v.key = $2 and v.owner = substr($3, 6)
           and r.tenant_id = $1 and r.number = substr($3, 6)::bigint and r.key = $2 and r.named_version = $4
        """,
        Sql.Text(tenant), Sql.Text(key), Sql.Text(stream), Sql.Number(version));

    /// <summary>What receivers of webhooks have answered. Once more after the last event of an erasure: until then some more may come.</summary>
    public async Task ForgetAnswers(string tenant, CancellationToken cancellation)
    {
        await Execute(AwaitAnswersText, cancellation, Sql.Text(tenant));
        await Execute(ForgetAnswersText, cancellation, Sql.Text(tenant));
    }

    private async Task<long> Execute(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = db.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        command.CommandTimeout = 0;
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
