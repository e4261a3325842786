using Pipeline.Core.Features;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Training;

/// <summary>Rows of standardised features, one a long window, the oldest first. Immutable.</summary>
/// <param name="Columns">What each column is.</param>
/// <param name="Sixteenths">Row-major, rows x columns, as <see cref="ToSingle"/> gives them times 16; the least number where one is missing.</param>
/// <param name="Seed">Follows from the stream, the segment and the window: so a replay fits the same model.</param>
public sealed record TrainingRows(IReadOnlyList<Feature> Columns, ReadOnlyMemory<short> Sixteenths, ulong Seed)
{
    /// <summary>Most columns that rows have.</summary>
    internal const int ColumnsMax = (int)FeatureKind.OperationCalls + (2 * RowTable.TrainedOperationsMax);

    public int RowCount => Columns.Count == 0 ? 0 : Sixteenths.Length / Columns.Count;

    /// <summary>The seed as trainers take it.</summary>
    public int Seed32 => unchecked((int)(Seed ^ (Seed >> 32)));

    /// <summary>Row-major, rows x columns, in robust deviations; NaN where one is missing. A new array.</summary>
    public float[] ToSingle()
    {
        float[] values = new float[Sixteenths.Length];
        ReadOnlySpan<short> kept = Sixteenths.Span;
        for (int index = 0; index < values.Length; index++)
            values[index] = Training.Sixteenths.ToSingle(kept[index]);
        return values;
    }

    internal void Write(PackedWriter writer)
    {
        ColumnCodec.Write(writer, Columns);
        writer.WriteVarint(Seed);
        writer.WriteCount(RowCount);
        foreach (short value in Sixteenths.Span)
            Training.Sixteenths.Write(writer, value);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; fails the reader on anything else.</summary>
    internal static TrainingRows Read(ref PackedReader reader)
    {
        Feature[] columns = ColumnCodec.Read(ref reader, ColumnsMax);
        ulong seed = reader.ReadVarint();
        int rowCount = reader.ReadInt(RowTable.RowsMax);
        if (columns.Length == 0 || rowCount == 0 || (long)rowCount * columns.Length > reader.Remaining)
            reader.Fail();
        short[] values = new short[reader.Failed ? 0 : rowCount * columns.Length];
        foreach (ref short value in values.AsSpan())
            value = Training.Sixteenths.Read(ref reader);
        return new TrainingRows(columns, values, seed);
    }
}
