using Pipeline.Core.Features;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Training;

internal sealed partial class RowTable
{
    /// <summary>Packs it: columns, calls of each operation, stride, rows. Equal tables give equal bytes.</summary>
    public void Write(PackedWriter writer)
    {
        ColumnCodec.Write(writer, _columns);
        for (int column = 0; column < _columns.Count; column++)
        {
            if (_columns[column].Kind == FeatureKind.OperationCalls)
                writer.WriteSingle(_calls[column]);
        }

        writer.WriteCount(_stride);
        writer.WriteCount(_skipped);
        writer.WriteCount(_rows.Count);
        foreach (short[] row in _rows)
        {
            for (int column = 0; column < _columns.Count; column++)
                Sixteenths.Write(writer, ValueOf(row, column));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote; fails the reader on anything else.</summary>
    public static RowTable Read(ref PackedReader reader, long widthMs)
    {
        RowTable table = new(widthMs);
        foreach (Feature column in ColumnCodec.Read(ref reader, ColumnsMax))
        {
            table._places.TryAdd(column, table._columns.Count);
            table.AddColumn(column, 0);
        }

        table.ReadCalls(ref reader);
        table._stride = reader.ReadInt(table._strideMax);
        table._skipped = reader.ReadInt(Math.Max(0, table._stride - 1));
        int rowCount = reader.ReadInt(RowsMax);
        if (table._stride < 1 || !int.IsPow2(table._stride) || (long)rowCount * table._columns.Count > reader.Remaining)
            reader.Fail();
        for (int row = 0; row < rowCount && !reader.Failed; row++)
        {
            short[] values = new short[table._columns.Count];
            foreach (ref short value in values.AsSpan())
                value = Sixteenths.Read(ref reader);
            table._rows.Add(values);
        }

        return table;
    }

    private void ReadCalls(ref PackedReader reader)
    {
        for (int column = 0; column < _columns.Count && !reader.Failed; column++)
        {
            Feature feature = _columns[column];
            if (feature.Kind == FeatureKind.OperationCalls)
            {
                _calls[column] = reader.ReadSingle();
                bool isPair = column + 1 < _columns.Count && _columns[column + 1] == feature with { Kind = FeatureKind.OperationTime };
                if (!(_calls[column] >= 0 && float.IsFinite(_calls[column])) || !isPair || ++_operationCount > OperationsMax)
                    reader.Fail();
                column++;
            }
            else if (feature.IsOfOperation)
            {
                reader.Fail();
            }
        }
    }
}
