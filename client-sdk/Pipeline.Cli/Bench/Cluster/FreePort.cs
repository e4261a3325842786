using System.Net;
using System.Net.Sockets;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>A port of this machine that nobody listens on at the moment.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
