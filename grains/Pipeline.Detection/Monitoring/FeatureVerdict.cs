using Pipeline.Core.Features;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>What a feature of a segment was like in the window at hand.</summary>
/// <param name="Segment">The segment's number.</param>
/// <param name="Feature">What.</param>
/// <param name="Judgement">Against what is usual.</param>
/// <param name="Joint">Surprise of the latest windows together, nats.</param>
/// <param name="Observed">Its value.</param>
/// <param name="SinceUnixMs">Start of the first window of the deviation; 0 if there is none.</param>
/// <param name="IsNotice">Whether it is only worth a notice, however far out.</param>
/// <param name="IsNew">Whether it is of an operation that was never seen before.</param>
internal readonly record struct FeatureVerdict(
    int Segment, Feature Feature, Judgement Judgement, double Joint, double Observed, long SinceUnixMs, bool IsNotice, bool IsNew);
