namespace Pipeline.Silo.Metrics;

/// <summary>One instrument under one set of labels: the last or summed value, or a histogram.</summary>
/// <remarks>Thread-safe; a measurement takes an uncontended lock. Our instruments record per batch and commit, never per event.</remarks>
internal sealed class MetricSeries(string labels, double[]? bucketBounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _bucketCounts = bucketBounds is null ? [] : new long[bucketBounds.Length + 1];
    private double _value;
    private long _count;

    /// <summary>Rendered labels without braces, such as <c>reason="late"</c>; empty without labels.</summary>
    public string Labels { get; } = labels;

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
        while (bucket < bucketBounds!.Length && value > bucketBounds[bucket])
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
