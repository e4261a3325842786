using Pipeline.Core.Features;
using Pipeline.Detection.Baselines;
using Pipeline.Detection.Monitoring;

namespace Pipeline.Detection.Anomalies;

/// <summary>What a deviation explains of a segment's window: failures, time, calls.</summary>
/// <remarks>
/// An operation's added time is divided between more calls and slower calls by the logarithmic mean Divisia index (Ang, "Decomposition
/// analysis for policymaking in energy", 2004): each gets its share of the logarithm of the growth. So 282 times the calls, each six times
/// as slow, is first of all more calls; charging the product to either side would hide that.
/// </remarks>
internal sealed class CauseAmounts(SegmentWindow window, SegmentMonitor monitor, string segment)
{
    private const int TracesMax = 3;

    private readonly long _middleUnixMs = window.StartUnixMs + (window.WidthMs / 2);

    private double Calls => window.Readings.Calls;

    /// <summary>Time that all calls of the window took beyond what is usual, ms.</summary>
    public double AddedMs => Math.Max(0, Finite((window.Readings.MeanMs - Usual(new Feature(FeatureKind.DurationMean))) * Calls));

    public CauseCandidate Describe(in FeatureVerdict verdict)
    {
        Feature feature = verdict.Feature;
        OperationReading? operation = feature.IsOfOperation
            ? window.Readings.Operations.FirstOrDefault(candidate => candidate.Name == feature.Operation && candidate.Kind == feature.OperationKind)
            : null;
        double excess = Math.Max(0, verdict.Observed - verdict.Judgement.Expected);
        (double failures, double ms) = feature.Kind switch
        {
            FeatureKind.ErrorShare => (excess * Calls, 0.0),
            FeatureKind.OperationErrors => (excess * (operation?.CallsPerEvent ?? 0) * Calls, 0.0),
            FeatureKind.DurationMean or FeatureKind.DurationP50 => (0.0, excess * Calls),
            FeatureKind.DurationP95 or FeatureKind.DurationP99 => (0.0, AddedMs),
            FeatureKind.Cpu => (0.0, excess * Calls),
            FeatureKind.LockWaitShare => (0.0, LockWaitMs(verdict)),
            FeatureKind.OperationCalls or FeatureKind.OperationCallsTail => (0.0, OperationMs(operation).ByCalls),
            FeatureKind.OperationTime => (0.0, OperationMs(operation).ByTime),
            _ => (0.0, 0.0),
        };
        AnomalyCause cause = new(feature, segment, SevenDigits.Of(verdict.Observed), Round(verdict.Judgement.Expected), verdict.Judgement.Surprise)
        {
            ExtraFailures = Finite(failures),
            ExtraMs = Finite(ms),
            IsNew = verdict.IsNew,
            TraceIds = [.. window.Readings.TraceIds.Take(TracesMax)],
        };
        return new CauseCandidate(cause, verdict.Joint, ExtraCalls(verdict, operation));
    }

    private double LockWaitMs(in FeatureVerdict verdict)
    {
        double usual = Usual(new Feature(FeatureKind.DurationMean)) * verdict.Judgement.Expected;
        return Math.Max(0, ((window.Readings.MeanMs * verdict.Observed) - Finite(usual)) * Calls);
    }

    /// <summary>The operation's added time in the window, by more calls and by slower calls.</summary>
    private (double ByCalls, double ByTime) OperationMs(OperationReading? operation)
    {
        if (operation is null || double.IsNaN(operation.MsPerCall))
            return (0, 0);
        double usualCalls = Finite(Usual(new Feature(FeatureKind.OperationCalls, operation.Name, operation.Kind)));
        double usualMs = Usual(new Feature(FeatureKind.OperationTime, operation.Name, operation.Kind));
        usualMs = usualMs > 0 ? usualMs : operation.MsPerCall;
        (double now, double before) = (operation.CallsPerEvent * operation.MsPerCall, usualCalls * usualMs);
        if (before <= 0 || now <= 0)
            return (Math.Max(0, now - before) * Calls, 0);
        double mean = Math.Abs(now - before) < 1e-9 * now ? now : (now - before) / Math.Log(now / before);
        return (
            Math.Max(0, mean * Math.Log(operation.CallsPerEvent / usualCalls)) * Calls,
            Math.Max(0, mean * Math.Log(operation.MsPerCall / usualMs)) * Calls);
    }

    private double ExtraCalls(in FeatureVerdict verdict, OperationReading? operation) => verdict.Feature.Kind switch
    {
        FeatureKind.DbQueries => Math.Max(0, verdict.Observed - verdict.Judgement.Expected) * Calls,
        FeatureKind.OperationCalls or FeatureKind.OperationCallsTail when operation is not null =>
            Math.Max(0, operation.CallsPerEvent - Finite(Usual(verdict.Feature with { Kind = FeatureKind.OperationCalls }))) * Calls,
        FeatureKind.CacheHitShare => Math.Max(0, verdict.Judgement.Expected - verdict.Observed) * window.Readings.CacheLookups * Calls,
        _ => 0,
    };

    private double Usual(Feature feature) => monitor.Expected(feature, _middleUnixMs);

    // Baselines are kept with three digits; what never came is none.
    private static double Round(double expected) => Math.Abs(expected) < 0.0005 ? 0 : expected;

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
