using System.Text;
using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Monitoring;

/// <summary>Names of features in snapshots.</summary>
internal static class FeatureCodec
{
    public static void Write(PackedWriter writer, Feature feature)
    {
        writer.WriteByte((byte)feature.Kind);
        if (!feature.IsOfOperation)
            return;
        writer.WriteByte((byte)feature.OperationKind);
        WriteText(writer, feature.Operation);
    }

    public static Feature Read(ref PackedReader reader)
    {
        FeatureKind kind = (FeatureKind)reader.ReadByte();
        if (!Enum.IsDefined(kind))
            reader.Fail();
        if (kind < FeatureKind.OperationCalls)
            return new Feature(kind);
        OperationKind ofOperation = (OperationKind)reader.ReadByte();
        return new Feature(kind, ReadText(ref reader), ofOperation);
    }

    public static void WriteText(PackedWriter writer, string text) => writer.WriteBlock(Encoding.UTF8.GetBytes(text));

    public static string ReadText(ref PackedReader reader) => Encoding.UTF8.GetString(reader.ReadBlock());
}
