using Microsoft.Extensions.Options;

namespace Pipeline.Grains.Webhooks;

/// <summary>Refuses periods that would be a loop, or nothing at all.</summary>
public sealed class WebhookGrainOptionsValidator : IValidateOptions<WebhookGrainOptions>
{
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(10);

    public ValidateOptionsResult Validate(string? name, WebhookGrainOptions options)
    {
        List<string> failures = [];
        if (options.PollPeriod < s_least || options.PollPeriod > TimeSpan.FromMinutes(1))
            failures.Add($"{WebhookGrainOptions.Section}:PollPeriod is {options.PollPeriod}: it takes 10 ms to 1 min.");
        if (options.WakePeriod < s_least || options.WakePeriod > TimeSpan.FromHours(1))
            failures.Add($"{WebhookGrainOptions.Section}:WakePeriod is {options.WakePeriod}: it takes 10 ms to 1 h.");
        if (options.SnapshotInterval < s_least || options.SnapshotInterval > TimeSpan.FromDays(1))
            failures.Add($"{WebhookGrainOptions.Section}:SnapshotInterval is {options.SnapshotInterval}: it takes 10 ms to 1 day.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
