using System.Net;

namespace Pipeline.Silo.Webhooks;

/// <summary>Finds the addresses of a name: the boundary to the name service.</summary>
internal interface INameResolver
{
    /// <summary>All addresses of a name.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">It has none, or the name service does not answer.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}
