using System.Net;
using Microsoft.Extensions.Options;

namespace Pipeline.Silo;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
internal sealed class SiloOptionsValidator : IValidateOptions<SiloOptions>
{
    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        List<string> errors = [];
        if (options.Port is < 0 or > 65_535)
            errors.Add($"Pipeline:Port is {options.Port}: it takes 0 to 65535.");
        if (!IPAddress.TryParse(options.Address, out IPAddress? address))
            errors.Add($"Pipeline:Address is '{options.Address}': it takes an IP address.");
        else if (!IPAddress.IsLoopback(address) && !options.AllowUnauthenticated)
            errors.Add(
                $"Pipeline:Address is {address}: only loopback addresses are allowed, because requests are not authenticated yet; " +
                "where the network keeps others out, set Pipeline:AllowUnauthenticated to true.");
        if (options.PublicUrl is { Length: > 0 } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed.Scheme is "http" or "https" && parsed.Query.Length == 0 && parsed.Fragment.Length == 0))
            errors.Add($"Pipeline:PublicUrl is '{url}': it takes an absolute http or https URL without query.");
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            errors.Add("Pipeline:DataDirectory is empty.");
        if (options.StartupActivationCount is < 1 or > 256)
            errors.Add($"Pipeline:StartupActivationCount is {options.StartupActivationCount}: it takes 1 to 256.");
        if (options.StopTimeout <= TimeSpan.Zero)
            errors.Add($"Pipeline:StopTimeout is {options.StopTimeout}: it must be positive.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
