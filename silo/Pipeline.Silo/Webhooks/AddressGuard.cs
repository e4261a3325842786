using System.Net;
using Microsoft.Extensions.Options;

namespace Pipeline.Silo.Webhooks;

/// <summary>Decides which addresses may be sent to.</summary>
/// <remarks>Thread-safe. It judges the addresses that are connected to, not names, so that a name that resolves to something else the next
/// moment gains nothing.</remarks>
internal sealed class AddressGuard(IOptions<WebhookTransportOptions> options)
{
    private readonly IPNetwork[] _allowed = [.. options.Value.AllowedNetworks.Select(IPNetwork.Parse)];
    private readonly bool _allowsHttp = options.Value.AllowHttp;

    /// <summary>Whether <c>http</c> may do for some address at all.</summary>
    public bool MayTakeHttp => _allowsHttp || _allowed.Length > 0;

    /// <summary>Why an address may not be sent to, for people; null if it may.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isEncrypted">Whether it is by <c>https</c>.</param>
    public string? FindFault(IPAddress address, bool isEncrypted)
    {
        if (IsAllowed(AddressKinds.WithoutForm(address)))
            return null;
        if (AddressKinds.SpecialKindOf(address) is { } kind)
            return $"{kind}, which is sent to only if Pipeline:Webhooks:AllowedNetworks says so";
        return isEncrypted || _allowsHttp ? null : "a public address, which is sent to by https only";
    }

    private bool IsAllowed(IPAddress address) => _allowed.Any(network => network.Contains(address));
}
