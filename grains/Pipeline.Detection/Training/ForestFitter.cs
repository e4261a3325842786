using Pipeline.Ml.Data;
using Pipeline.Ml.Detectors;

namespace Pipeline.Detection.Training;

/// <summary>Fits on the calling thread, with nothing between.</summary>
public sealed class ForestFitter : IForestFitter
{
    public static readonly ForestFitter Instance = new();

    private ForestFitter()
    {
    }

    public ForestModel Fit(TrainingRows rows, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        FeatureMatrix data = new(rows.ToSingle(), rows.Columns.Count);
        AnomalyDetector detector = AnomalyDetector.Fit(data, ForestSettings.ToOptions(rows.Seed32), cancellationToken: cancellationToken);
        return ForestModel.Of(rows, detector);
    }
}
