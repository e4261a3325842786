using System.Net;
using System.Net.Sockets;

namespace Pipeline.Silo.Webhooks;

/// <summary>Connects to a target, after every address of its name was found to be one that may be sent to.</summary>
/// <remarks>
/// The name is resolved once, here; what was checked is what is connected to. A name with one address that may not be sent to is refused
/// wholly: who has put it there would only have to wait for the others to fail.
/// </remarks>
internal sealed class GuardedConnector(AddressGuard guard, INameResolver resolver)
{
    private const int AddressesMax = 16;

    /// <summary>Connects.</summary>
    /// <exception cref="WebhookConnectException">It did not.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, bool isEncrypted, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await ResolveAsync(endPoint.Host, cancellationToken).ConfigureAwait(false);
        foreach (IPAddress address in addresses)
        {
            if (guard.FindFault(address, isEncrypted) is { } fault)
                throw new WebhookConnectException($"{endPoint.Host} is {address}: {fault}", isRefusedHere: true);
        }

        Exception? last = null;
        foreach (IPAddress address in addresses.Take(AddressesMax))
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, endPoint.Port), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                last = exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        string reason = last is SocketException { SocketErrorCode: SocketError.ConnectionRefused } ? "refused the connection" : "cannot be reached";
        throw new WebhookConnectException($"{endPoint.Host} {reason}", isRefusedHere: false);
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal))
            return [literal];
        try
        {
            IPAddress[] addresses = await resolver.ResolveAsync(host, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0
                ? addresses
                : throw new WebhookConnectException($"the name {host} has no address", isRefusedHere: false);
        }
        catch (SocketException)
        {
            throw new WebhookConnectException($"the name {host} could not be resolved", isRefusedHere: false);
        }
    }
}
