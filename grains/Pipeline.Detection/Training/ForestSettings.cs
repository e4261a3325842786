using Pipeline.Ml.Detectors;

namespace Pipeline.Detection.Training;

/// <summary>How the forests of segments are grown, by whichever fitter: the same settings, rows and seed give the same forest.</summary>
/// <remarks>
/// There are four forests an endpoint, so they are small: 50 trees of 64 rows, paths of at most five cuts, 35 KB. A row is calibrated on
/// stretches of time that the forest has not seen, since windows resemble their neighbours.
/// </remarks>
public static class ForestSettings
{
    public const int TreeCount = 50;

    public const int SubsampleSize = 64;

    public const int HeightLimit = 5;

    public const RowOrder Order = RowOrder.TimeSeries;

    internal static AnomalyDetectorOptions ToOptions(int seed) => new()
    {
        Kind = DetectorKind.Forest,
        Order = Order,
        Forest = AnomalyDetectorOptions.DefaultForest with
        {
            TreeCount = TreeCount,
            SubsampleSize = SubsampleSize,
            HeightLimit = HeightLimit,
            Seed = seed,
        },
    };
}
