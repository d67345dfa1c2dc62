using System.Net;
using System.Net.Sockets;

namespace ChatEs.Application.Tenancy;

/// <summary>
/// Slows down who guesses passwords: after five failures in a row for one name the next try has to wait 1, 2, 4 … 60
/// seconds, and the failures of one address drain a bucket, whatever names they try. An address from which the user has
/// logged in before is counted by itself: else whoever fails in his name all the time would keep him out. It knows this
/// process alone, so that nobody can make the database write by guessing; with n processes a guesser has n times the tries.
/// </summary>
public sealed class PasswordThrottle(TimeProvider clock)
{
    internal const int FreeFailures = 5;
    internal const int AddressBurst = 50;

    private const int RememberedAtMost = 100_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AddressRefill = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Remembered<(string Tenant, string User, IPAddress? From), Failures> _names = new(RememberedAtMost);
    private readonly Remembered<(string Tenant, string User, IPAddress From), object> _known = new(RememberedAtMost);
    private readonly Remembered<IPAddress, Bucket> _addresses = new(RememberedAtMost);

    /// <summary>
    /// Counts a try as failed until <see cref="Succeeded"/> says otherwise: of a hundred that come at once, those beyond the
    /// fifth must not slip in before the first has failed.
    /// </summary>
    /// <param name="client">Null where it is not known.</param>
    /// <returns>How long to wait; null when the password may be looked at now. Who is told to wait has not tried.</returns>
    public TimeSpan? Try(string tenant, string user, IPAddress? client)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            var name = Name(tenant, user, client);
            var failures = _names.Get(name);
            if (failures?.Until > now)
                return failures.Until - now;
            var count = failures is null || now - failures.LastTry > ForgottenAfter ? 1 : failures.Count + 1;

            var bucket = Drained(client, now);
            if (bucket.Used >= AddressBurst)
                return bucket.Since + AddressRefill - now;

            _names.Set(name, new Failures(count, now, now + WaitAfter(count)));
            if (client is not null)
                _addresses.Set(Network(client), bucket with { Used = bucket.Used + 1 });
            return null;
        }
    }

    public void Succeeded(string tenant, string user, IPAddress? client)
    {
        lock (_lock)
        {
            _names.Remove(Name(tenant, user, client));
            if (client is null)
                return;
            _known.Set((tenant, user, Network(client)), this);
            if (_addresses.Get(Network(client)) is { Used: > 0 } bucket)
                _addresses.Set(Network(client), bucket with { Used = bucket.Used - 1 });
        }
    }

    /// <summary>Whose failures count together: those of all addresses that are new to the user, and those of each that is not.</summary>
    private (string Tenant, string User, IPAddress? From) Name(string tenant, string user, IPAddress? client) =>
        (tenant, user, client is not null && _known.Get((tenant, user, Network(client))) is not null ? Network(client) : null);

    private static TimeSpan WaitAfter(int failures) => failures < FreeFailures
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(failures - FreeFailures, 10))));

    /// <summary>The bucket as it is now: every interval since has given one try back.</summary>
    private Bucket Drained(IPAddress? client, DateTimeOffset now)
    {
        if (client is null || _addresses.Get(Network(client)) is not { Used: > 0 } bucket)
            return new Bucket(0, now);
        var given = (int)Math.Min(bucket.Used, (now - bucket.Since) / AddressRefill);
        return new Bucket(bucket.Used - given, bucket.Since + given * AddressRefill);
    }

    /// <summary>A customer of a provider has a whole /64 of IPv6 addresses to guess from.</summary>
    private static IPAddress Network(IPAddress client)
    {
        if (client.IsIPv4MappedToIPv6)
            return client.MapToIPv4();
        if (client.AddressFamily != AddressFamily.InterNetworkV6)
            return client;
        var bytes = client.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private sealed record Failures(int Count, DateTimeOffset LastTry, DateTimeOffset Until);

    private sealed record Bucket(int Used, DateTimeOffset Since);

    /// <summary>The newest entries, up to a number.</summary>
    private sealed class Remembered<TKey, TValue>(int most) where TKey : notnull where TValue : class
    {
        private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
        private readonly LinkedList<(TKey Key, TValue Value)> _oldestFirst = [];

        public TValue? Get(TKey key) => _entries.TryGetValue(key, out var entry) ? entry.Value.Value : null;

        public void Set(TKey key, TValue value)
        {
            Remove(key);
            if (_entries.Count >= most)
                Remove(_oldestFirst.First!.Value.Key);
            _entries[key] = _oldestFirst.AddLast((key, value));
        }

        public void Remove(TKey key)
        {
            if (_entries.Remove(key, out var entry))
                _oldestFirst.Remove(entry);
        }
    }
}
