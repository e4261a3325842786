namespace Pipeline.Silo.Metrics;

/// <summary>One metric under one set of labels. Thread-safe.</summary>
internal interface IMetricSeries
{
    /// <summary>A counter or gauge changes by so much; a counter never by less than 0.</summary>
    void Add(double amount);

    /// <summary>A counter or gauge is this now, also if it was more.</summary>
    void Set(double value);

    /// <summary>A histogram counts a value, never NaN.</summary>
    void Observe(double value);
}
