using Microsoft.Extensions.Options;

namespace Pipeline.Grains;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
public sealed class EndpointGrainOptionsValidator : IValidateOptions<EndpointGrainOptions>
{
    public ValidateOptionsResult Validate(string? name, EndpointGrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        if (options.AppendsInFlightMax is < 1 or > 100_000)
            errors.Add($"Pipeline:Endpoints:AppendsInFlightMax is {options.AppendsInFlightMax}: it takes 1 to 100000.");
        AddUnlessPositive(errors, nameof(options.IdleCloseAfter), options.IdleCloseAfter);
        AddUnlessPositive(errors, nameof(options.HousekeepingPeriod), options.HousekeepingPeriod);
        AddUnlessPositive(errors, nameof(options.SnapshotInterval), options.SnapshotInterval);
        if (options.SnapshotBytesPerSecondMax < 1)
            errors.Add($"Pipeline:Endpoints:SnapshotBytesPerSecondMax is {options.SnapshotBytesPerSecondMax}: it takes 1 or more.");
        AddUnlessPositive(errors, nameof(options.PublishDelay), options.PublishDelay);
        AddUnlessPositive(errors, nameof(options.PublishedPollInterval), options.PublishedPollInterval);
        AddUnlessPositive(errors, nameof(options.AcknowledgeInterval), options.AcknowledgeInterval);
        if (options.AllPublicationBytesMax < options.PublicationBytesMax)
            errors.Add($"Pipeline:Endpoints:AllPublicationBytesMax is {options.AllPublicationBytesMax}: it takes PublicationBytesMax ({options.PublicationBytesMax}) or more.");
        if (options.PublicationBytesMax < 65_536)
            errors.Add($"Pipeline:Endpoints:PublicationBytesMax is {options.PublicationBytesMax}: it takes 65536 or more.");
        AddUnlessNatural(errors, nameof(options.UnsavedBytesMax), options.UnsavedBytesMax);
        AddUnlessNatural(errors, nameof(options.CacheBytesMax), options.CacheBytesMax);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void AddUnlessNatural(List<string> errors, string name, long value)
    {
        if (value < 0)
            errors.Add($"Pipeline:Endpoints:{name} is {value}: it takes a number of bytes, 0 or more.");
    }

    private static void AddUnlessPositive(List<string> errors, string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero)
            errors.Add($"Pipeline:Endpoints:{name} is {value}: it must be positive.");
    }
}
