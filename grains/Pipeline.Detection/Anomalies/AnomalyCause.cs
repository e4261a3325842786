using Pipeline.Core.Features;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Anomalies;

/// <summary>One feature of one segment that was not as usual, in the window that gave the anomaly away.</summary>
/// <param name="Feature">What.</param>
/// <param name="Segment">For whom; <see cref="EndpointDetection.AllSegments"/> where it shows in all together.</param>
/// <param name="Observed">Its value, in the feature's unit.</param>
/// <param name="Expected">What is usual at that time.</param>
/// <param name="Surprise">-ln p of it alone, nats.</param>
public sealed record AnomalyCause(Feature Feature, string Segment, double Observed, double Expected, double Surprise)
{
    /// <summary>Observed / expected; null where nothing is expected.</summary>
    public double? Ratio => Expected != 0 ? Observed / Expected : null;

    /// <summary>Calls of the window that failed beyond what is usual, by this; 0 where it is not about failures.</summary>
    public double ExtraFailures { get; init; }

    /// <summary>Time added to the window's calls by this, ms; 0 where it has no time.</summary>
    public double ExtraMs { get; init; }

    /// <summary>Share of all extra failures of the window, or else of all added time, 0 to 1; 0 if it explains neither.</summary>
    public double Share { get; init; }

    /// <summary>Whether the operation was never seen before.</summary>
    public bool IsNew { get; init; }

    /// <summary>Traces of the slowest events of the window.</summary>
    public IReadOnlyList<TraceId> TraceIds { get; init; } = [];
}
