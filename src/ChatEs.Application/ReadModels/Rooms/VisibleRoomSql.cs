namespace ChatEs.Application.ReadModels.Rooms;

/// <summary>
/// Which room may be looked into, the one place that says so for everything in it: a room that is public, or that the
/// viewer is in, or any of the tenant's when the tenant itself looks. $1 tenant, $2 room, $3 viewer or null, on a table
/// <c>rooms r</c>.
/// </summary>
internal static class VisibleRoomSql
{
    public const string Where = """
        r.tenant_id = $1 and r.number = $2 and (r.visibility = 'public' or $3::bigint is null or exists (
          select from members v where v.tenant_id = $1 and v.room = $2 and v.user_no = $3 and v.active))
        """;
}
