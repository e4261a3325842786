using Microsoft.Extensions.Options;
using Pipeline.Core.Catalog;

namespace Pipeline.Grains.Catalog;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
public sealed class CatalogOptionsValidator : IValidateOptions<CatalogOptions>
{
    private const int CountMax = 100_000;

    public ValidateOptionsResult Validate(string? name, CatalogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> errors = [];
        AddUnlessCount(errors, nameof(options.EndpointCountMax), options.EndpointCountMax);
        AddUnlessCount(errors, nameof(options.SegmentCountMax), options.SegmentCountMax);
        TimeSpan idleMin = TimeSpan.FromMilliseconds(CatalogLimits.MemoryMs);
        if (options.EndpointIdleAfter < idleMin)
            errors.Add($"Pipeline:Catalog:EndpointIdleAfter is {options.EndpointIdleAfter}: it takes {idleMin:d\\.hh\\:mm\\:ss} or more.");
        AddUnlessPositive(errors, nameof(options.HousekeepingPeriod), options.HousekeepingPeriod);
        AddUnlessPositive(errors, nameof(options.SnapshotInterval), options.SnapshotInterval);
        AddUnlessPositive(errors, nameof(options.ReportPeriod), options.ReportPeriod);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void AddUnlessCount(List<string> errors, string name, int value)
    {
        if (value is < 1 or > CountMax)
            errors.Add($"Pipeline:Catalog:{name} is {value}: it takes 1 to {CountMax}.");
    }

    private static void AddUnlessPositive(List<string> errors, string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero)
            errors.Add($"Pipeline:Catalog:{name} is {value}: it must be positive.");
    }
}
