using ChatEs.Application.ReadModels.Members;
using ChatEs.Application.ReadModels.Rooms;
using ChatEs.Application.Tenancy;
using ChatEs.Domain;
using ChatEs.Domain.Rooms;
using Microsoft.Extensions.Caching.Memory;

namespace ChatEs.Api.Dialects.MeetingLawyers;

/// <summary>
/// The two of a room of kind single, whom this wire names in each message. Such a room keeps its two, and a room its kind, so
/// what was looked up once is remembered; what they are called may be erased, and is not.
/// </summary>
internal sealed class Correspondents(RoomQueries rooms, MemberQueries members, UserDirectory directory) : IDisposable
{
    private const int CachedAtMost = 100_000;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = CachedAtMost });

    /// <returns>Both of them; nobody in a room of another kind.</returns>
    public async Task<IReadOnlyList<Correspondent>> Of(string tenant, RoomNumber room, CancellationToken cancellation)
    {
        if (!_cache.TryGetValue((tenant, room), out UserNumber[]? both))
        {
            if (await rooms.Get(tenant, room, viewer: null, cancellation) is not { } found)
                return [];
            both = found.Kind == RoomKind.Single
                ? [.. (await members.Page(tenant, room, viewer: null, after: null, 2, cancellation))?.Members.Select(member => member.User) ?? []]
                : [];
            _cache.Set((tenant, room), both, new MemoryCacheEntryOptions { Size = 1 });
        }
        List<Correspondent> named = [];
        foreach (var user in both!)
            named.Add(new(user, await Name(tenant, user, cancellation)));
        return named;
    }

    /// <summary>What the tenant calls a user.</summary>
    public ValueTask<string> Name(string tenant, UserNumber user, CancellationToken cancellation) => directory.ExternalId(tenant, user, cancellation);

    public void Dispose() => _cache.Dispose();
}

internal sealed record Correspondent(UserNumber User, string ExternalId);
