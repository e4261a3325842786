using Microsoft.Extensions.Options;

namespace Pipeline.Grains.Feed;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
public sealed class WindowFeedOptionsValidator : IValidateOptions<WindowFeedOptions>
{
    public ValidateOptionsResult Validate(string? name, WindowFeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        AddUnlessWithin(errors, nameof(options.RingBytesMax), options.RingBytesMax, 0, 1 << 30);
        AddUnlessWithin(errors, nameof(options.RingWindowsMax), options.RingWindowsMax, 1, 10_000_000);
        AddUnlessWithin(errors, nameof(options.QueueWindowsMax), options.QueueWindowsMax, 1, 1_000_000);
        AddUnlessWithin(errors, nameof(options.QueueBytesMax), options.QueueBytesMax, 64 << 10, 1 << 30);
        AddUnlessWithin(errors, nameof(options.ClientCountMax), options.ClientCountMax, 0, 10_000);
        if (options.HeartbeatPeriod < TimeSpan.FromSeconds(1) || options.HeartbeatPeriod > TimeSpan.FromHours(1))
            errors.Add($"{WindowFeedOptions.Section}:{nameof(options.HeartbeatPeriod)} is {options.HeartbeatPeriod}: it takes 1 second to 1 hour.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void AddUnlessWithin(List<string> errors, string name, long value, long min, long max)
    {
        if (value < min || value > max)
            errors.Add($"{WindowFeedOptions.Section}:{name} is {value}: it takes {min} to {max}.");
    }
}
