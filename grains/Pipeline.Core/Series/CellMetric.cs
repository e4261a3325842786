namespace Pipeline.Core.Series;

/// <summary>An aggregate that every cell has: nothing is looked up.</summary>
internal sealed class CellMetric(string text, string unit, SeriesReading reading) : SeriesMetric(text, unit)
{
    internal override bool TryBind(SeriesNames names, out SeriesReading bound, out string defect)
    {
        bound = reading;
        defect = string.Empty;
        return true;
    }
}
