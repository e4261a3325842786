using System.Collections.Concurrent;

namespace Pipeline.Silo.Metrics;

/// <summary>What Prometheus calls a metric family: one name, one type, and a series per set of labels.</summary>
/// <remarks>
/// Thread-safe. Orleans measures for every message, so the way from tags to a series that is known neither allocates nor takes a lock.
/// </remarks>
internal sealed class MetricFamily(MetricDescription description, IExportedMetric exported)
{
    /// <summary>More label sets than this go to one series labelled <c>overflow="true"</c>, so that labels cannot exhaust memory.</summary>
    public const int SeriesCountMax = 1_000;

    private const int RecentCount = 32;

    private readonly ConcurrentDictionary<string, IMetricSeries> _series = new();
    private readonly Recent?[] _recent = new Recent?[RecentCount];
    private readonly Lock _gate = new();
    private volatile IMetricSeries? _unlabelled;
    private volatile IMetricSeries? _overflow;

    public MetricKind Kind => description.Kind;

    public IMetricSeries SeriesFor(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return _unlabelled ??= FindOrCreate(MetricLabels.None);
        ref Recent? place = ref _recent[(uint)HashOf(tags) % RecentCount];
        if (Volatile.Read(ref place) is { } recent && recent.Has(tags))
            return recent.Series;
        IMetricSeries series = FindOrCreate(MetricLabels.Of(tags, Kind));
        Volatile.Write(ref place, new Recent([.. tags], series));
        return series;
    }

    private IMetricSeries FindOrCreate(MetricLabels labels)
    {
        if (_series.TryGetValue(labels.Text, out IMetricSeries? series))
            return series;
        if (_overflow is { } overflow)
            return overflow;
        lock (_gate)
        {
            if (_series.TryGetValue(labels.Text, out series))
                return series;
            if (_series.Count >= SeriesCountMax)
                return _overflow ??= exported.CreateSeries(MetricLabels.Overflow);
            series = exported.CreateSeries(labels);
            _series[labels.Text] = series;
            return series;
        }
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        HashCode hash = default;
        foreach ((_, object? value) in tags)
            hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>Tags as they came, and where they led.</summary>
    private sealed class Recent(KeyValuePair<string, object?>[] known, IMetricSeries series)
    {
        public IMetricSeries Series => series;

        public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length != known.Length)
                return false;
            for (int i = 0; i < tags.Length; i++)
            {
                if (tags[i].Key != known[i].Key || !Equals(tags[i].Value, known[i].Value))
                    return false;
            }

            return true;
        }
    }
}
