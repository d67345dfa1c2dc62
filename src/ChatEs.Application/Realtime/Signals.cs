using System.Collections.Concurrent;
using System.Globalization;
using ChatEs.Application.ReadModels;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Realtime;

/// <summary>
/// Tells every process of what passes, by PostgreSQL's notifications: nothing is written. Tenants' ids have no blanks, so
/// that the payload is words with blanks between them: <c>typing TENANT USER AT ROOM UNTIL</c> and
/// <c>presence TENANT USER AT online</c>, times in milliseconds since 1970, 0 for none.
/// </summary>
public sealed class Signals(NpgsqlDataSource db, TimeProvider clock)
{
    public const string Channel = "chates_signals";

    /// <summary>After so long without another word nobody types any more.</summary>
    public static readonly TimeSpan TypingLasts = TimeSpan.FromSeconds(6);

    /// <summary>A client that says it with every key stroke costs one notification in so long.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<(string Tenant, RoomNumber Room, UserNumber User), DateTimeOffset> _said = [];

    /// <summary>The user types in the room, or does so no more. That he may, and that he was not told of twice, is the caller's to see.</summary>
    public async Task Types(string tenant, RoomNumber room, UserNumber user, bool typing, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var key = (tenant, room, user);
        if (typing && _said.TryGetValue(key, out var last) && now - last < Again)
            return;
        if (_said.Count >= MostRemembered)
            _said.Clear();
        if (typing)
            _said[key] = now;
        else
            _said.TryRemove(key, out _);
        var until = typing ? (now + TypingLasts).ToUnixTimeMilliseconds() : 0;
        await Notify(string.Create(CultureInfo.InvariantCulture, $"typing {tenant} {user.Value} {now.ToUnixTimeMilliseconds()} {room.Value} {until}"), cancellation);
    }

    /// <returns>Null for what an older or newer version of this service says.</returns>
    internal static Signal? Parse(string payload) => payload.Split(' ') switch
    {
        ["typing", var tenant, var user, var at, var room, var until] => new Typing(
            tenant, new(Number(user)), Time(at), new(Number(room)), Number(until) is > 0 ? Time(until) : null),
        ["presence", var tenant, var user, var at, var state] => new Presence(tenant, new(Number(user)), Time(at), state == "online"),
        _ => null,
    };

    private async Task Notify(string payload, CancellationToken cancellation)
    {
        await using var command = db.CreateCommand($"select pg_notify('{Channel}', $1)");
        command.Parameters.Add(Sql.Text(payload));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string word) => DateTimeOffset.FromUnixTimeMilliseconds(Number(word));
}
