using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Pipeline.Grains.Webhooks;

namespace Pipeline.Silo.Query.Webhooks;

/// <summary>The address that is configured, or else the first that the silo listens on.</summary>
internal sealed class PublicUrl(IServer server, IOptions<SiloOptions> options) : IPublicUrl
{
    /// <summary>Looked up each time: what the silo listens on is known only once it does.</summary>
    public string Value => (options.Value.PublicUrl is { Length: > 0 } configured ? configured : Listening).TrimEnd('/');

    private string Listening => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? $"http://{options.Value.Address}:{options.Value.Port}";
}
