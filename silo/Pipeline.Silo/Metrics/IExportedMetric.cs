namespace Pipeline.Silo.Metrics;

/// <summary>A metric at its exporter.</summary>
internal interface IExportedMetric
{
    /// <summary>Begins a series; called once for each set of labels.</summary>
    IMetricSeries CreateSeries(MetricLabels labels);
}
