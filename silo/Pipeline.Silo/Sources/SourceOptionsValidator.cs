using Microsoft.Extensions.Options;

namespace Pipeline.Silo.Sources;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
internal sealed class SourceOptionsValidator : IValidateOptions<SourceOptions>
{
    public ValidateOptionsResult Validate(string? name, SourceOptions options)
    {
        List<string> errors = [];
        if (options.Pause < TimeSpan.FromSeconds(30) || options.Pause > TimeSpan.FromHours(24))
            errors.Add($"Pipeline:Sources:Pause is {options.Pause}: it takes 00:00:30 to 1.00:00:00.");
        if (options.Regular < TimeSpan.FromMinutes(5) || options.Regular > TimeSpan.FromDays(7))
            errors.Add($"Pipeline:Sources:Regular is {options.Regular}: it takes 00:05:00 to 7.00:00:00.");
        if (options.Hours is < 1 or > 168)
            errors.Add($"Pipeline:Sources:Hours is {options.Hours}: it takes 1 to 168.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
