using System.Net;
using Microsoft.Extensions.Options;

namespace Pipeline.Silo.Webhooks;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
internal sealed class WebhookTransportOptionsValidator : IValidateOptions<WebhookTransportOptions>
{
    private const int NetworksMax = 100;
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);

    public ValidateOptionsResult Validate(string? name, WebhookTransportOptions options)
    {
        List<string> errors = [];
        if (options.AllowedNetworks.Count > NetworksMax)
            errors.Add($"Pipeline:Webhooks:AllowedNetworks has {options.AllowedNetworks.Count} networks: it takes {NetworksMax} at most.");
        errors.AddRange(options.AllowedNetworks
            .Where(network => !IsNetwork(network))
            .Select(network => $"Pipeline:Webhooks:AllowedNetworks has '{network}': it takes networks such as 10.1.0.0/16 or fd12::/48, with no bit set behind the prefix."));
        if (options.ConnectTimeout < s_shortest || options.ConnectTimeout > TimeSpan.FromMinutes(1))
            errors.Add($"Pipeline:Webhooks:ConnectTimeout is {options.ConnectTimeout}: it takes 100 ms to 1 min.");
        if (options.TotalTimeout < s_shortest || options.TotalTimeout > TimeSpan.FromMinutes(2))
            errors.Add($"Pipeline:Webhooks:TotalTimeout is {options.TotalTimeout}: it takes 100 ms to 2 min.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    // 10.0.0.1/8 could mean one address or all sixteen million: what is meant has to be said.
    private static bool IsNetwork(string text) => IPNetwork.TryParse(text, out IPNetwork network)
        && IPAddress.TryParse(text.AsSpan(0, text.LastIndexOf('/')), out IPAddress? address)
        && network.BaseAddress.Equals(address);
}
