namespace Pipeline.Core.Series;

/// <summary>One aggregate of a series, as <see cref="SeriesMetrics"/> read it: what it is, and where it stood.</summary>
public abstract class SeriesMetric
{
    private protected SeriesMetric(string text, string unit)
    {
        Text = text;
        Unit = unit;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>For instance <c>ms</c>, <c>calls/s</c>, <c>share</c>.</summary>
    public string Unit { get; }

    /// <summary>Finds the numbers of the names it mentions.</summary>
    /// <param name="names">The names of whose windows are read.</param>
    /// <param name="reading">How a point is worked out.</param>
    /// <param name="defect">Otherwise what is missing, and what there is instead.</param>
    internal abstract bool TryBind(SeriesNames names, out SeriesReading reading, out string defect);
}
