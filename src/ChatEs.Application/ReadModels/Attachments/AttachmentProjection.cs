using ChatEs.Application.ReadModels.Messages;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using ChatEs.EventStore;
using ChatEs.EventStore.Projections;
using Npgsql;

namespace ChatEs.Application.ReadModels.Attachments;

/// <summary>
/// Runs after the messages: who was deleted in the batch keeps none and gets none. What was removed in the batch goes
/// first, then comes what it has added and not removed again.
/// </summary>
internal sealed class AttachmentProjection : IInlineProjection
{
    private const string DeleteAll = """
        delete from attachments f
        using unnest($1::text[], $2::bigint[], $3::bigint[]) as d(tenant_id, room, number)
        where f.tenant_id = d.tenant_id and f.room = d.room and f.number = d.number
        """;

    private const string Remove = """
        with gone as (
          delete from attachments f
          using unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as r(tenant_id, room, number, file)
          where f.tenant_id = r.tenant_id and f.file = r.file and f.room = r.room and f.number = r.number
          returning f.tenant_id, f.room, f.number)
        update messages m
        set attachments = m.attachments - g.files
        from (select tenant_id, room, number, count(*) as files from gone group by tenant_id, room, number) g
        where m.tenant_id = g.tenant_id and m.room = g.room and m.number = g.number
        """;

    private const string Insert = """
        with added as (
          insert into attachments (tenant_id, room, number, file, file_name, content_type, size, sha256, width, height, attached_at)
          select a.*
          from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[],
              $9::integer[], $10::integer[], $11::timestamptz[])
            as a(tenant_id, room, number, file, file_name, content_type, size, sha256, width, height, attached_at)
          join messages m on m.tenant_id = a.tenant_id and m.room = a.room and m.number = a.number and m.deleted_at is null
          on conflict (tenant_id, file) do nothing
          returning tenant_id, room, number)
        update messages m
        set attachments = m.attachments + n.files
        from (select tenant_id, room, number, count(*) as files from added group by tenant_id, room, number) n
        where m.tenant_id = n.tenant_id and m.room = n.room and m.number = n.number
        """;

    public void Project(IReadOnlyList<Event> events, NpgsqlBatch batch)
    {
        Dictionary<(string Tenant, long File), Added> added = [];
        Dictionary<(MessageKey Message, long File), bool> removed = [];
        HashSet<MessageKey> deleted = [];
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case MessagePosted { Files: { } files } posted:
                    for (var i = 0; i < files.Count; i++)
                        Add(e, posted.Number, files[i], posted.Personal?.FileNames?[i]);
                    break;
                case AttachmentAdded addition:
                    Add(e, addition.Number, addition.File, addition.Personal?.FileName);
                    break;
                case AttachmentRemoved removal:
                    var message = MessageKey.Of(e, removal.Number.Value);
                    removed[(message, removal.File.Value)] = true;
                    if (added.TryGetValue((e.Stream.Tenant, removal.File.Value), out var known) && known.Message == message)
                        added.Remove((e.Stream.Tenant, removal.File.Value));
                    break;
                case MessageDeleted deletion:
                    deleted.Add(MessageKey.Of(e, deletion.Number.Value));
                    break;
            }
        }

        if (deleted.Count > 0)
            batch.Add(DeleteAll, MessageProjection.Keys(deleted));
        if (removed.Count > 0)
            batch.Add(Remove, [.. MessageProjection.Keys([.. removed.Keys.Select(r => r.Message)]), Sql.Numbers([.. removed.Keys.Select(r => r.File)])]);
        if (added.Count > 0)
            batch.Add(Insert, Parameters([.. added.Values]));

        void Add(Event e, MessageNumber number, StoredFile file, string? name) => added.TryAdd(
            (e.Stream.Tenant, file.Number.Value),
            new(MessageKey.Of(e, number.Value), file, name ?? Erased.Name, e.Timestamp.UtcDateTime));
    }

    private static NpgsqlParameter[] Parameters(Added[] added) =>
    [
        .. MessageProjection.Keys([.. added.Select(a => a.Message)]),
        Sql.Numbers([.. added.Select(a => a.File.Number.Value)]),
        Sql.Texts([.. added.Select(a => a.Name)]),
        Sql.Texts([.. added.Select(a => a.File.ContentType)]),
        Sql.Numbers([.. added.Select(a => a.File.Size)]),
        Sql.Texts([.. added.Select(a => a.File.Sha256)]),
        Sql.Integers([.. added.Select(a => a.File.Width)]),
        Sql.Integers([.. added.Select(a => a.File.Height)]),
        Sql.Times([.. added.Select(a => a.At)]),
    ];

    private readonly record struct Added(MessageKey Message, StoredFile File, string Name, DateTime At);
}
