using System.Text;
using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Training;

/// <summary>Packs the columns of a table: the kind, and of an operation its kind and its name, where that is not the one before.</summary>
internal static class ColumnCodec
{
    private const byte SameOperation = byte.MaxValue;

    public static void Write(PackedWriter writer, IReadOnlyList<Feature> columns)
    {
        writer.WriteCount(columns.Count);
        Feature previous = default;
        foreach (Feature column in columns)
        {
            writer.WriteByte((byte)column.Kind);
            if (column.IsOfOperation)
                WriteOperation(writer, column, previous);
            previous = column;
        }
    }

    /// <summary>Reads columns, each of which occurs once; fails the reader otherwise.</summary>
    public static Feature[] Read(ref PackedReader reader, int columnsMax)
    {
        Feature[] columns = new Feature[reader.ReadItemCount(columnsMax)];
        HashSet<Feature> seen = [];
        Feature previous = default;
        for (int index = 0; index < columns.Length && !reader.Failed; index++)
        {
            FeatureKind kind = (FeatureKind)reader.ReadByte();
            previous = new Feature(kind).IsOfOperation ? ReadOperation(ref reader, kind, previous) : new Feature(kind);
            columns[index] = previous;
            if (!Enum.IsDefined(kind) || !Enum.IsDefined(previous.OperationKind) || !seen.Add(previous))
                reader.Fail();
        }

        return columns;
    }

    private static void WriteOperation(PackedWriter writer, Feature column, Feature previous)
    {
        if (previous.IsOfOperation && column.Operation == previous.Operation && column.OperationKind == previous.OperationKind)
        {
            writer.WriteByte(SameOperation);
            return;
        }

        writer.WriteByte((byte)column.OperationKind);
        writer.WriteBlock(Encoding.UTF8.GetBytes(column.Operation));
    }

    private static Feature ReadOperation(ref PackedReader reader, FeatureKind kind, Feature previous)
    {
        byte operationKind = reader.ReadByte();
        if (operationKind != SameOperation)
            return new Feature(kind, Encoding.UTF8.GetString(reader.ReadBlock()), (OperationKind)operationKind);
        if (!previous.IsOfOperation)
            reader.Fail();
        return previous with { Kind = kind };
    }
}
