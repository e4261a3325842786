using Microsoft.Extensions.Options;

namespace Pipeline.Grains.Segments;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
public sealed class SegmentGrainOptionsValidator : IValidateOptions<SegmentGrainOptions>
{
    public ValidateOptionsResult Validate(string? name, SegmentGrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        if (options.SnapshotInterval <= TimeSpan.Zero)
            errors.Add($"Pipeline:Segments:SnapshotInterval is {options.SnapshotInterval}: it must be positive.");
        if (options.UrgentSnapshotInterval <= TimeSpan.Zero || options.UrgentSnapshotInterval > options.SnapshotInterval)
        {
            errors.Add(
                $"Pipeline:Segments:UrgentSnapshotInterval is {options.UrgentSnapshotInterval}: "
                + "it must be positive and at most the SnapshotInterval.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
