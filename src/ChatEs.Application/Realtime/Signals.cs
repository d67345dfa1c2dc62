using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ChatEs.Application.ReadModels;
using ChatEs.Application.Vault;
using ChatEs.Domain;
using Npgsql;

namespace ChatEs.Application.Realtime;

/// <summary>
/// Tells every process of what passes, by PostgreSQL's notifications: nothing is written. Whoever may connect to the database
/// may listen there and notify, analysts of other tenants too: so the payload is sealed (AES-GCM, base64), and what does not
/// open, or is old, is nobody's. Inside are words with blanks between them, since tenants' ids have none:
/// <c>typing TENANT USER AT ROOM UNTIL</c> and <c>presence TENANT USER AT online</c>, times in milliseconds since 1970, 0 for none.
/// </summary>
public sealed class Signals(NpgsqlDataSource db, SigningKeys keys, TimeProvider clock)
{
    public const string Channel = "chates_signals";

    /// <summary>After so long without another word nobody types any more.</summary>
    public static readonly TimeSpan TypingLasts = TimeSpan.FromSeconds(6);

    /// <summary>A client that says it with every key stroke costs one notification in so long.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    /// <summary>What was recorded cannot be told again later; the clocks of two processes may differ by less.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    private const string Purpose = "signals";
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<(string Tenant, RoomNumber Room, UserNumber User), (DateTimeOffset At, bool Typing)> _said = [];

    /// <summary>The user types in the room, or does so no more. That he may is the caller's to see.</summary>
    public async Task Types(string tenant, RoomNumber room, UserNumber user, bool typing, CancellationToken cancellation)
    {
        var (now, who) = (clock.GetUtcNow(), (tenant, room, user));
        var said = _said.GetValueOrDefault(who);
        if (typing ? now - said.At < Again : !said.Typing)
            return;
        if (_said.Count >= MostRemembered)
            _said.Clear();
        // The time stays: whoever says yes and no by turns is told of no more often.
        _said[who] = (typing ? now : said.At, typing);
        await using var connection = await db.OpenConnectionAsync(cancellation);
        await Tell(connection, [new Typing(tenant, user, now, room, typing ? now + TypingLasts : null)], cancellation);
    }

    /// <summary>With the transaction of the connection, where it is in one.</summary>
    internal async Task Tell(NpgsqlConnection connection, IReadOnlyList<Signal> signals, CancellationToken cancellation)
    {
        var key = await keys.Get(Purpose, cancellation);
        await using var command = new NpgsqlCommand($"select pg_notify('{Channel}', told) from unnest($1::text[]) as told", connection);
        command.Parameters.Add(Sql.Texts([.. signals.Select(signal => Seal(key, Words(signal)))]));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <returns>Null for what is not of this service, or is old.</returns>
    internal async ValueTask<Signal?> Open(string payload, CancellationToken cancellation)
    {
        var words = Unseal(await keys.Get(Purpose, cancellation), payload);
        return words is null || Parse(words) is not { } signal || (clock.GetUtcNow() - signal.At).Duration() > Fresh ? null : signal;
    }

    private static string Words(Signal signal) => signal switch
    {
        Typing t => string.Create(CultureInfo.InvariantCulture, $"typing {t.Tenant} {t.User.Value} {Milliseconds(t.At)} {t.Room.Value} {Milliseconds(t.Until)}"),
        Presence p => string.Create(CultureInfo.InvariantCulture, $"presence {p.Tenant} {p.User.Value} {Milliseconds(p.At)} {(p.IsOnline ? "online" : "offline")}"),
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Nobody says how it is written."),
    };

    private static Signal? Parse(string words) => words.Split(' ') switch
    {
        ["typing", var tenant, var user, var at, var room, var until] => new Typing(
            tenant, new(Number(user)), Time(at), new(Number(room)), Number(until) is > 0 ? Time(until) : null),
        ["presence", var tenant, var user, var at, var state] => new Presence(tenant, new(Number(user)), Time(at), state == "online"),
        // Of a newer version of this service.
        _ => null,
    };

    private static string Seal(byte[] key, string words)
    {
        var (nonceSize, tagSize, text) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize, Encoding.UTF8.GetBytes(words));
        var bytes = new byte[nonceSize + tagSize + text.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, nonceSize));
        using var aes = new AesGcm(key, tagSize);
        aes.Encrypt(bytes.AsSpan(0, nonceSize), text, bytes.AsSpan(nonceSize + tagSize), bytes.AsSpan(nonceSize, tagSize));
        return Convert.ToBase64String(bytes);
    }

    private static string? Unseal(byte[] key, string payload)
    {
        var (nonceSize, tagSize, bytes) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize, new byte[payload.Length]);
        if (!Convert.TryFromBase64String(payload, bytes, out var length) || length < nonceSize + tagSize)
            return null;
        var text = new byte[length - nonceSize - tagSize];
        using var aes = new AesGcm(key, tagSize);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, nonceSize), bytes.AsSpan(nonceSize + tagSize, text.Length), bytes.AsSpan(nonceSize, tagSize), text);
            return Encoding.UTF8.GetString(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static long Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() ?? 0;

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string word) => DateTimeOffset.FromUnixTimeMilliseconds(Number(word));
}
