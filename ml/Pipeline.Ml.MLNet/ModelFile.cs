using System.Numerics;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.MLNet.Interop;
using Pipeline.Ml.MLNet.Scoring;
using Pipeline.Ml.Saving;

namespace Pipeline.Ml.MLNet;

/// <summary>Writes a transformer into ML.NET's model file and reads it back.</summary>
/// <remarks>
/// Little-endian; a string is its length in bytes (7 bits a byte) and UTF-8.
/// <code>
/// ML.NET's header: loader signature, version
/// int32    size in bytes of what follows the checksum      uint32  its CRC-32C
/// string   feature column            byte     1: the column was Single, 0: a vector of Single
/// byte     threshold: 0 p-value, 1 score      float64  its value
/// the rest the detector, in the format of Pipeline.Ml
/// </code>
/// </remarks>
internal static class ModelFile
{
    public static void Save(ModelSaveContext context, string featureColumnName, bool isScalar, ScoringModel model)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(featureColumnName);
            writer.Write(isScalar);
            writer.Write((byte)model.Threshold.Kind);
            writer.Write(model.Threshold.Value);
        }

        model.Detector.Save(content);
        ReadOnlySpan<byte> bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        LoaderHeader.Write(context);
        BinaryWriter target = MLNetInternals.WriterOf(context);
        target.Write(bytes.Length);
        target.Write(Checksum(bytes));
        target.Write(bytes);
    }

    /// <summary>
    /// ML.NET calls this, by its name and the kinds of its parameters, where a model file has <see cref="LoaderHeader.LoaderSignature"/>.
    /// </summary>
    /// <exception cref="ModelFormatException">The content is cut short or damaged, or a newer version wrote it.</exception>
    /// <exception cref="FormatException">ML.NET's header says that it is something else, or newer.</exception>
    public static IsolationForestTransformer Create(IHostEnvironment env, object context)
    {
        LoaderHeader.Check(context);
        BinaryReader source = MLNetInternals.ReaderOf(context);
        int length = source.ReadInt32();
        uint checksum = source.ReadUInt32();
        long left = source.BaseStream.Length - source.BaseStream.Position;
        if (length < 0 || length > left)
        {
            throw new ModelFormatException($"The isolation forest is cut short: it says that it is {length} bytes long, and {left} are left.");
        }

        byte[] bytes = source.ReadBytes(length);
        if (Checksum(bytes) != checksum)
        {
            throw new ModelFormatException("The isolation forest is damaged: its checksum is wrong.");
        }

        using var content = new MemoryStream(bytes);
        using var reader = new BinaryReader(content, Encoding.UTF8, leaveOpen: true);
        string featureColumnName = reader.ReadString();
        bool isScalar = reader.ReadBoolean();
        var threshold = new Threshold((ThresholdKind)reader.ReadByte(), reader.ReadDouble());
        return new IsolationForestTransformer(
            env, featureColumnName, isScalar, new ScoringModel(AnomalyDetector.Load(content), threshold));
    }

    // CRC-32C (RFC 3720, appendix B.4).
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte one in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return ~checksum;
    }
}
