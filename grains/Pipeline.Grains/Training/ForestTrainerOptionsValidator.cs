using Microsoft.Extensions.Options;

namespace Pipeline.Grains.Training;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
public sealed class ForestTrainerOptionsValidator : IValidateOptions<ForestTrainerOptions>
{
    public ValidateOptionsResult Validate(string? name, ForestTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        if (options.TrainingThreads is < 1 or > 64)
            errors.Add($"{ForestTrainerOptions.Section}:TrainingThreads is {options.TrainingThreads}: it takes 1 to 64.");
        if (options.TrainingQueueMax is < 1 or > 10_000)
            errors.Add($"{ForestTrainerOptions.Section}:TrainingQueueMax is {options.TrainingQueueMax}: it takes 1 to 10000.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
