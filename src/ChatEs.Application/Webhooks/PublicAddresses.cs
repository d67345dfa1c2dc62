using System.Net;
using System.Net.Sockets;

namespace ChatEs.Application.Webhooks;

/// <summary>
/// Tells the addresses of the public internet from all others, by the special-purpose registries of IANA (RFC 6890): a
/// tenant names where webhooks go, and must not reach by them what only this machine can.
/// </summary>
public static class PublicAddresses
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of 2000::/3: the protocol assignments with Teredo, ORCHID and benchmarking; documentation; 6to4, which holds an
            // address of version 4; AS112; documentation again.
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether it is a unicast address that is reached over the public internet. One of version 4 within one of version 6 is none.</summary>
    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !IsSpecial(address),
        AddressFamily.InterNetworkV6 => IsGlobalUnicast(address) && !IsSpecial(address),
        _ => false,
    };

    /// <summary>Whether an address by its spelling alone leads elsewhere: an IP address that is not public, or a name for this machine.</summary>
    public static bool IsPrivateByName(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host.Trim('[', ']'), out var address)
            ? !IsPublic(address)
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// 2000::/3: every other unicast address of version 6 is unallocated or has a special purpose. By the bits, since the
    /// framework's networks take a mapped address for the one of version 4 that is in it.
    /// </summary>
    private static bool IsGlobalUnicast(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        return address.ScopeId == 0 && !address.IsIPv4MappedToIPv6 && address.TryWriteBytes(octets, out _) && octets[0] >> 5 == 1;
    }

    private static bool IsSpecial(IPAddress address) => Array.Exists(Special, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
}
