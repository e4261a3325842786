using System.Net;
using Microsoft.Extensions.Options;

namespace Pipeline.Silo.Cluster;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
internal sealed class SiloClusterOptionsValidator(IOptions<SiloOptions> silo) : IValidateOptions<SiloClusterOptions>
{
    private const int IdLengthMax = 64;

    public ValidateOptionsResult Validate(string? name, SiloClusterOptions options)
    {
        List<string> errors = [];
        AddIdError(errors, nameof(options.ClusterId), options.ClusterId);
        AddIdError(errors, nameof(options.ServiceId), options.ServiceId);
        if (options.SiloPort is < 0 or > 65_535)
            errors.Add($"Pipeline:Cluster:SiloPort is {options.SiloPort}: it takes 0 to 65535.");
        if (!IPAddress.TryParse(options.AdvertisedAddress, out IPAddress? address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            errors.Add($"Pipeline:Cluster:AdvertisedAddress is '{options.AdvertisedAddress}': it takes the IP address by which others reach this silo.");
        else if (!IPAddress.IsLoopback(address) && !silo.Value.AllowUnauthenticated)
            errors.Add(
                $"Pipeline:Cluster:AdvertisedAddress is {address}: only loopback addresses are allowed, because nobody is authenticated yet; " +
                "where the network keeps others out, set Pipeline:AllowUnauthenticated to true.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void AddIdError(List<string> errors, string setting, string id)
    {
        if (id.Length is < 1 or > IdLengthMax || !id.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
            errors.Add($"Pipeline:Cluster:{setting} is '{id}': it takes 1 to {IdLengthMax} letters, digits, '-', '_' and '.'.");
    }
}
