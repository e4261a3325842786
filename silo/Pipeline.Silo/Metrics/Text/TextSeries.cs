namespace Pipeline.Silo.Metrics.Text;

/// <summary>A value, or the counts of a histogram.</summary>
/// <remarks>Thread-safe; a measurement takes an uncontended lock. Our instruments record per batch and commit, never per event.</remarks>
internal sealed class TextSeries(MetricDescription metric, MetricLabels labels) : IMetricSeries
{
    private readonly Lock _gate = new();
    private readonly long[] _bucketCounts = metric.Kind == MetricKind.Histogram ? new long[metric.Bounds.Count + 1] : [];
    private double _value;
    private long _count;

    public string Labels => labels.Text;

    public void Add(double amount)
    {
        lock (_gate)
            _value += amount;
    }

    public void Set(double value)
    {
        lock (_gate)
            _value = value;
    }

    public void Observe(double value)
    {
        int bucket = 0;
        while (bucket < metric.Bounds.Count && value > metric.Bounds[bucket])
            bucket++;
        lock (_gate)
        {
            _bucketCounts[bucket]++;
            _value += value;
            _count++;
        }
    }

    /// <summary>A consistent copy: the value or sum, the number of observations, and the count of each bucket (not cumulative).</summary>
    public (double Value, long Count, long[] BucketCounts) Read()
    {
        lock (_gate)
            return (_value, _count, (long[])_bucketCounts.Clone());
    }
}
