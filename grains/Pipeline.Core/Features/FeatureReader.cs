using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Features;

/// <summary>Turns a closed cell into features.</summary>
public static class FeatureReader
{
    // Below these, a quantile is one of the few largest values and says nothing of its own.
    private const double SampleSizeOfP95Min = 40;
    private const double SampleSizeOfP99Min = 200;
    private const double MsPerSecond = 1_000;

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">One segment of a window, or of a few windows in a row.</param>
    /// <param name="state">The endpoint, for the names of operations as they were when the window closed.</param>
    /// <param name="widthMs">Width of the window, or of all of them, ms.</param>
    public static WindowReadings Read(Cell cell, EndpointState state, long widthMs)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(state);
        CellView view = CellViews.CreateCell(cell, state);
        List<FeatureReading> features = [];
        double calls = view.Calls.Count;
        // The effective sample size is that of detail; tallied calls are counted exactly, each.
        double counted = cell.HasTally ? calls : Math.Min(calls, EffectiveCalls(cell, calls));
        features.Add(new(new(FeatureKind.Rate), calls * MsPerSecond / widthMs, counted));
        if (calls > 0)
            features.Add(new(new(FeatureKind.ErrorShare), view.Calls.Errors / calls, counted));
        double sample = EffectiveCalls(cell, calls);
        if (view.Duration is { } duration)
            AddDuration(features, duration, sample);
        AddResources(features, view, sample);
        AddDependencies(features, view, sample);
        return new WindowReadings(
            calls,
            view.Calls.Errors,
            sample,
            view.Duration?.Ms.Mean ?? double.NaN,
            PerEvent(view, Resource.CacheHits) + PerEvent(view, Resource.CacheMisses),
            features,
            [.. view.Operations.Select(operation => ReadOperation(operation, sample)).OrderBy(operation => operation.Name, StringComparer.Ordinal).ThenBy(operation => operation.Kind)],
            [.. view.Exemplars.Select(exemplar => exemplar.TraceId).Where(id => id != default)])
        {
            IsPreAggregated = cell.IsPreAggregated,
        };
    }

    /// <summary>Kish's effective number of the calls that detail is known of: what an event of a hundred calls says is a mean of a hundred.</summary>
    private static double EffectiveCalls(Cell cell, double calls)
    {
        SamplingError error = new(cell, calls);
        return error.SampleSize;
    }

    private static void AddDuration(List<FeatureReading> features, DurationView duration, double sample)
    {
        features.Add(new(new(FeatureKind.DurationMean), duration.Ms.Mean, sample));
        // Of events that stand for several calls only means are known.
        if (duration.IsApproximate)
            return;
        features.Add(new(new(FeatureKind.DurationP50), duration.Ms.P50.Estimate, sample));
        if (sample >= SampleSizeOfP95Min)
            features.Add(new(new(FeatureKind.DurationP95), duration.Ms.P95.Estimate, sample));
        if (sample >= SampleSizeOfP99Min)
            features.Add(new(new(FeatureKind.DurationP99), duration.Ms.P99.Estimate, sample));
    }

    private static void AddResources(List<FeatureReading> features, CellView view, double sample)
    {
        foreach (ResourceView resource in view.Resources)
        {
            double size = sample * Math.Min(1, resource.ShareOfEvents);
            if (KindOf(resource.Resource) is { } kind && size > 0)
                features.Add(new(new(kind), resource.PerEvent, size));
        }

        (double hits, double misses) = (PerEvent(view, Resource.CacheHits), PerEvent(view, Resource.CacheMisses));
        if (hits + misses > 0)
            features.Add(new(new(FeatureKind.CacheHitShare), hits / (hits + misses), (hits + misses) * sample));
        if (view.Resources.FirstOrDefault(resource => resource.Resource == Resource.LockWait) is { } lockWait && view.Duration?.Ms.Mean is > 0 and var mean)
            features.Add(new(new(FeatureKind.LockWaitShare), lockWait.PerEvent / mean, sample));
    }

    private static void AddDependencies(List<FeatureReading> features, CellView view, double sample)
    {
        if (view.Duration is not { Ms.Mean: > 0 } duration)
            return;
        double ms = 0;
        bool isTimed = false;
        foreach (OperationView operation in view.Operations)
        {
            if (operation.Kind != OperationKind.Dependency || (operation.SelfMsPerEvent ?? operation.MsPerEvent) is not { } time)
                continue;
            ms += time;
            isTimed = true;
        }

        if (isTimed)
            features.Add(new(new(FeatureKind.DependencyShare), ms / duration.Ms.Mean, sample));
    }

    private static OperationReading ReadOperation(OperationView operation, double sample)
    {
        double? time = operation.SelfMsPerEvent ?? operation.MsPerEvent;
        double perCall = time is { } ms && operation.PerEvent > 0 ? ms / operation.PerEvent : double.NaN;
        return new OperationReading(
            operation.Name, operation.Kind, operation.PerEvent, perCall, operation.Errors ?? double.NaN, sample, operation.Histogram);
    }

    private static double PerEvent(CellView view, Resource resource) =>
        view.Resources.FirstOrDefault(candidate => candidate.Resource == resource)?.PerEvent ?? 0;

    private static FeatureKind? KindOf(Resource resource) => resource switch
    {
        Resource.CpuTime => FeatureKind.Cpu,
        Resource.MemoryDelta => FeatureKind.Memory,
        Resource.Allocated => FeatureKind.Allocated,
        Resource.DbQueries => FeatureKind.DbQueries,
        Resource.IoOperations => FeatureKind.IoOperations,
        Resource.Threads => FeatureKind.Threads,
        _ => null,
    };
}
