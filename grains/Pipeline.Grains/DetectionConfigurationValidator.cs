using Microsoft.Extensions.Options;
using Pipeline.Core.Endpoints;

namespace Pipeline.Grains;

/// <summary>Refuses wrong settings at start, and says what they take.</summary>
public sealed class DetectionConfigurationValidator : IValidateOptions<DetectionConfiguration>
{
    public ValidateOptionsResult Validate(string? name, DetectionConfiguration options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return DetectionWidths.FindFault(options.ToOptions(), EndpointOptions.Default.Windows) is { } fault
            ? ValidateOptionsResult.Fail($"{DetectionConfiguration.Section}: {fault}")
            : ValidateOptionsResult.Success;
    }
}
