using Pipeline.Ml.Forest;
using Pipeline.Ml.Saving;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Detectors;

public sealed partial class AnomalyDetector
{
    private const ushort FormatVersion = 1;

    /// <summary>Writes the detector: forest, tail and calibration. See docs/model-format.md.</summary>
    /// <param name="stream">Written to from where it stands, and left open.</param>
    public void Save(Stream stream) => ModelContainer.Write(stream, ModelKind.AnomalyDetector, FormatVersion, writer =>
    {
        writer.Write((byte)Kind);
        writer.Write(TailShare);
        ForestFormat.Write(writer, Forest);
        Tail.Write(writer);
        _scale.Write(writer);
    });

    /// <summary>Reads a detector that judges as the saved one did, bit for bit.</summary>
    /// <param name="stream">Read from where it stands to the end of the detector, and left open.</param>
    /// <exception cref="ModelFormatException">There is no whole detector of a known version.</exception>
    public static AnomalyDetector Load(Stream stream) => ModelContainer.Read(stream, ModelKind.AnomalyDetector, FormatVersion, static (reader, _) =>
    {
        DetectorKind kind = (DetectorKind)reader.ReadByte();
        double tailShare = reader.ReadDouble();
        if (!Enum.IsDefined(kind) || !(tailShare > 0 && tailShare < 1))
        {
            throw new InvalidDataException($"it is of kind {(int)kind} with a tail share of {tailShare}.");
        }

        IsolationForest forest = ForestFormat.Read(reader);
        TailModel tail = TailModel.Read(reader);
        return tail.ColumnCount == forest.ColumnCount
            ? new AnomalyDetector(kind, tailShare, forest, tail, SurpriseScale.Read(reader))
            : throw new InvalidDataException($"its forest has {forest.ColumnCount} columns, its tail {tail.ColumnCount}.");
    });
}
