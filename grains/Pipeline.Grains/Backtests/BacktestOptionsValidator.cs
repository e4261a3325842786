using Microsoft.Extensions.Options;

namespace Pipeline.Grains.Backtests;

/// <summary>Refuses options that cannot work, at start.</summary>
public sealed class BacktestOptionsValidator : IValidateOptions<BacktestOptions>
{
    public ValidateOptionsResult Validate(string? name, BacktestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.AtOnceMax is < 1 or > 64)
            return ValidateOptionsResult.Fail($"{BacktestOptions.Section}:{nameof(options.AtOnceMax)} is {options.AtOnceMax}; it must be 1 to 64.");
        return options.ListedMax is < 1 or > 100_000
            ? ValidateOptionsResult.Fail($"{BacktestOptions.Section}:{nameof(options.ListedMax)} is {options.ListedMax}; it must be 1 to 100,000.")
            : ValidateOptionsResult.Success;
    }
}
