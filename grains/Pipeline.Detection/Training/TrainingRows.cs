using Pipeline.Core.Features;

namespace Pipeline.Detection.Training;

/// <summary>Rows of standardised features, one a long window, the oldest first. Immutable.</summary>
/// <param name="Columns">What each column is.</param>
/// <param name="Values">Row-major, rows x columns; NaN where a window has no such feature.</param>
/// <param name="Seed">Follows from the stream, the segment and the window: so a replay fits the same model.</param>
public sealed record TrainingRows(IReadOnlyList<Feature> Columns, ReadOnlyMemory<float> Values, ulong Seed)
{
    public int RowCount => Columns.Count == 0 ? 0 : Values.Length / Columns.Count;
}
