using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Evaluation.Traffic;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>What an incident changes, and how its cause is told from others.</summary>
/// <param name="Disturbance">The change when it is at its full height.</param>
/// <param name="CauseName">The right answer in words: the operation, or the kind of feature.</param>
/// <param name="IsCause">Whether a cause is the right one.</param>
internal sealed record PlantedChange(Disturbance Disturbance, string CauseName, Func<AnomalyCause, bool> IsCause)
{
    /// <summary>A change of one operation: any feature of it names it.</summary>
    public static PlantedChange Of(OperationProfile operation, Disturbance disturbance) =>
        new(disturbance, operation.Name, cause => cause.Feature.IsOfOperation && cause.Feature.Operation == operation.Name);
}
