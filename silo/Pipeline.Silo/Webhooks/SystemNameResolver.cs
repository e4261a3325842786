using System.Net;

namespace Pipeline.Silo.Webhooks;

/// <summary>Asks the system's resolver.</summary>
internal sealed class SystemNameResolver : INameResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken);
}
