namespace ChatEs.Application.ReadModels.Rooms;

/// <summary>
/// Which room may be looked into, the one place that says so for everything in it: a room that is public, or that the
/// viewer is in, or any of the tenant's when the tenant itself looks.
/// </summary>
internal static class VisibleRoomSql
{
    /// <summary>$1 tenant, $2 room, $3 viewer or null, on a table <c>rooms r</c>.</summary>
    public const string Where = $"r.tenant_id = $1 and r.number = $2 and {ToViewer}";

    /// <summary>
    /// Of a row of <c>rooms r</c> that was found otherwise; $3 viewer or null. (By the member's value and not by a condition: asked
    /// for active members, it would go through all of a room in the index of those, by when they joined.)
    /// </summary>
    public const string ToViewer = """
        (r.visibility = 'public' or $3::bigint is null or (
          select v.active from members v where v.tenant_id = r.tenant_id and v.room = r.number and v.user_no = $3))
        """;
}
