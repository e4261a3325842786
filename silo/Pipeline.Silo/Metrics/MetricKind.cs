namespace Pipeline.Silo.Metrics;

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
