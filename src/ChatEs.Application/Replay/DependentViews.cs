using Npgsql;

namespace ChatEs.Application.Replay;

/// <summary>
/// Views of others upon the read models. A view follows its table, not the table's name: after the switch it would read
/// the old rows, or go with them. So the views are taken down before it and put up again after it, with their owners and
/// grants, in the switching transaction; and so are the grants on the read models themselves.
/// </summary>
internal static class DependentViews
{
    /// <summary>The views outside the schema that read from it, directly or through another view, innermost first.</summary>
    private const string FindText = """
        with recursive dependents as (
          select c.oid, 1 as depth
            from pg_depend d
            join pg_rewrite r on r.oid = d.objid and d.classid = 'pg_rewrite'::regclass
            join pg_class c on c.oid = r.ev_class
            join pg_class source on source.oid = d.refobjid and d.refclassid = 'pg_class'::regclass
           where source.relnamespace = $1::regnamespace and c.relnamespace <> $1::regnamespace
          union
          select c.oid, depth + 1
            from dependents p
            join pg_depend d on d.refobjid = p.oid and d.refclassid = 'pg_class'::regclass
            join pg_rewrite r on r.oid = d.objid and d.classid = 'pg_rewrite'::regclass
            join pg_class c on c.oid = r.ev_class and c.oid <> p.oid
        )
        select v.relkind = 'm', v.oid::regclass::text, pg_get_viewdef(v.oid), pg_get_userbyid(v.relowner),
               coalesce((select string_agg(quote_ident(split_part(o, '=', 1)) || ' = ' || quote_literal(split_part(o, '=', 2)), ', ')
                           from unnest(v.reloptions) o), ''),
               coalesce((
                 select string_agg(format('grant %s on %s to %s;', a.privilege_type, v.oid::regclass,
                          case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end), E'\n')
                   from aclexplode(v.relacl) a where a.grantee <> v.relowner), '')
          from (select oid, max(depth) as depth from dependents group by oid) d
          join pg_class v on v.oid = d.oid
         order by d.depth
        """;

    private const string GrantsText = """
        select coalesce(string_agg(format('grant %s on %s to %s;', privilege, thing,
                 case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end), E'\n'), '')
          from (
            select a.privilege_type as privilege, 'schema ' || quote_ident(n.nspname) as thing, a.grantee
              from pg_namespace n, aclexplode(n.nspacl) a
             where n.oid = $1::regnamespace and a.grantee <> n.nspowner
            union all
            select a.privilege_type, c.oid::regclass::text, a.grantee
              from pg_class c, aclexplode(c.relacl) a
             where c.relnamespace = $1::regnamespace and a.grantee <> c.relowner) g
        """;

    /// <returns>The statements that put the views and all grants up again; they must run after the switch.</returns>
    public static async Task<string> TakeDown(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        var (drops, creates) = (new List<string>(), new List<string>());
        await using (var find = new NpgsqlCommand(FindText, connection) { Parameters = { new() { Value = schema } } })
        await using (var reader = await find.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var kind = reader.GetBoolean(0) ? "materialized view" : "view";
                var (name, owner, options) = (reader.GetString(1), reader.GetString(3), reader.GetString(4));
                var with = options.Length == 0 ? "" : $" with ({options})";
                drops.Insert(0, $"drop {kind} {name};");
                creates.Add($"create {kind} {name}{with} as {reader.GetString(2)}");
                creates.Add($"alter {kind} {name} owner to {new NpgsqlCommandBuilder().QuoteIdentifier(owner)};");
                creates.Add(reader.GetString(5));
            }
        }
        if (drops.Count > 0)
        {
            await using var drop = new NpgsqlCommand(string.Join('\n', drops), connection);
            await drop.ExecuteNonQueryAsync(cancellation);
        }
        await using var grants = new NpgsqlCommand(GrantsText, connection) { Parameters = { new() { Value = schema } } };
        creates.Add((string)(await grants.ExecuteScalarAsync(cancellation))!);
        return string.Join('\n', creates);
    }
}
