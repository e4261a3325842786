namespace Pipeline.Silo.Metrics;

/// <summary>What keeps values and shows them; each edition has its own. What is shown, and under which name, is decided before it.</summary>
internal interface IMetricExporter
{
    /// <summary>Makes a metric known; it is shown from then on, also while it has no series. Called once for each name.</summary>
    IExportedMetric Declare(MetricDescription metric);
}
