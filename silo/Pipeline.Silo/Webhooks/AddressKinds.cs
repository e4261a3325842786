using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Pipeline.Silo.Webhooks;

/// <summary>Tells addresses of the public internet from all others, whatever form they come in.</summary>
/// <remarks>
/// The blocks are those of the registries of special-purpose addresses (RFC 6890 and its successors). IPv6 forms that carry an IPv4 address
/// are judged by it as well, since a gateway would take a packet there.
/// </remarks>
internal static class AddressKinds
{
    private const string Documentation = "an address for documentation";
    private const string Metadata = "the address of a cloud's metadata";

    // The first that fits names it, so that the narrow ones come first.
    private static readonly (IPNetwork Network, string Kind)[] s_special =
    [
        .. Of(Metadata, "169.254.169.254/32", "169.254.170.2/32", "100.100.100.200/32", "fd00:ec2::254/128"),
        .. Of("the unspecified address", "0.0.0.0/32", "::/128"),
        .. Of("a loopback address", "127.0.0.0/8", "::1/128"),
        .. Of("an address of this network", "0.0.0.0/8"),
        .. Of("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
        .. Of("a link-local address", "169.254.0.0/16", "fe80::/10"),
        .. Of("an address shared by a carrier's customers", "100.64.0.0/10"),
        .. Of("an address of a protocol", "192.0.0.0/24", "192.88.99.0/24", "2001:10::/28", "2001:20::/28", "100::/64", "5f00::/16", "64:ff9b:1::/48"),
        .. Of(Documentation, "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
        .. Of("an address for benchmarks", "198.18.0.0/15", "2001:2::/48"),
        .. Of("a broadcast address", "255.255.255.255/32"),
        .. Of("a multicast address", "224.0.0.0/4", "ff00::/8"),
        .. Of("a reserved address", "240.0.0.0/4"),
    ];

    private static readonly IPNetwork s_globalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_translated = IPNetwork.Parse("::ffff:0:0:0/96");
    private static readonly IPNetwork s_compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork s_sixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork s_teredo = IPNetwork.Parse("2001::/32");

    /// <summary>What kind of address it is, for people; null if it is one of the public internet.</summary>
    public static string? SpecialKindOf(IPAddress address)
    {
        if (address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return "no IP address";
        IPAddress plain = WithoutForm(address);
        foreach ((IPNetwork network, string kind) in s_special)
        {
            if (network.Contains(plain))
                return kind;
        }
        return plain.AddressFamily == AddressFamily.InterNetwork ? null : SpecialKindOfSix(plain);
    }

    /// <summary>The address that a connection really goes to: an IPv4 address in its IPv6 form is that IPv4 address; scopes are
    /// dropped.</summary>
    public static IPAddress WithoutForm(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes())
        : address;

    private static string? SpecialKindOfSix(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        if (s_teredo.Contains(address))
            return "an address of a tunnel";

        // A gateway of NAT64 and of 6to4 leads into IPv4; the other forms lead nowhere that is public.
        if (s_nat64.Contains(address))
            return Within(bytes.AsSpan(12));
        if (s_sixToFour.Contains(address))
            return Within(bytes.AsSpan(2, 4));
        if (s_translated.Contains(address) || s_compatible.Contains(address))
            return Within(bytes.AsSpan(12)) ?? "no public address";
        if (!s_globalUnicast.Contains(address))
            return "no public address";

        // ISATAP: 0000:5efe or 0200:5efe, then the IPv4 address.
        return (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)) & 0xFDFF_FFFF) == 0x0000_5EFE ? Within(bytes.AsSpan(12)) : null;
    }

    private static string? Within(ReadOnlySpan<byte> bytesOfFour) => SpecialKindOf(new IPAddress(bytesOfFour));

    private static IEnumerable<(IPNetwork, string)> Of(string kind, params string[] networks) =>
        networks.Select(network => (IPNetwork.Parse(network), kind));
}
