using Microsoft.Extensions.Options;

namespace Pipeline.Grains.Alerting;

/// <summary>Refuses wrong settings at start.</summary>
public sealed class AlertOptionsValidator : IValidateOptions<AlertOptions>
{
    public ValidateOptionsResult Validate(string? name, AlertOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.SnapshotInterval <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail($"{AlertOptions.Section}:{nameof(options.SnapshotInterval)} is {options.SnapshotInterval}: it must be positive.");
        if (options.HousekeepingPeriod <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail($"{AlertOptions.Section}:{nameof(options.HousekeepingPeriod)} is {options.HousekeepingPeriod}: it must be positive.");
        return options.ToTiming().FindFault() is { } fault ? ValidateOptionsResult.Fail($"{AlertOptions.Section}: {fault}") : ValidateOptionsResult.Success;
    }
}
