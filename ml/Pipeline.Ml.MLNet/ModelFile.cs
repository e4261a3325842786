using System.Globalization;
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
/// string   feature column            byte     1: the column was Single, 0: a vector of Single
/// byte     threshold: 0 p-value, 1 score      float64  its value
/// the rest the detector, in the container of Pipeline.Ml, which has its length and a checksum
/// </code>
/// </remarks>
internal static class ModelFile
{
    public static void Save(ModelSaveContext context, string featureColumnName, bool isScalar, ScoringModel model)
    {
        LoaderHeader.Write(context);
        BinaryWriter writer = MLNetInternals.WriterOf(context);
        writer.Write(featureColumnName);
        writer.Write(isScalar);
        writer.Write((byte)model.Threshold.Kind);
        writer.Write(model.Threshold.Value);
        writer.Flush();
        model.Detector.Save(writer.BaseStream);
    }

    /// <summary>
    /// ML.NET calls this, by its name and the kinds of its parameters, where a model file has <see cref="LoaderHeader.LoaderSignature"/>.
    /// </summary>
    /// <exception cref="ModelFormatException">The content is cut short or damaged, or a newer version wrote it.</exception>
    /// <exception cref="FormatException">ML.NET's header says that it is something else, or of another version.</exception>
    public static IsolationForestTransformer Create(IHostEnvironment env, object context)
    {
        LoaderHeader.Check(context);
        BinaryReader reader = MLNetInternals.ReaderOf(context);
        (string featureColumnName, bool isScalar, Threshold threshold) = ReadDescription(reader);
        AnomalyDetector detector = AnomalyDetector.Load(reader.BaseStream);
        return !isScalar || detector.ColumnCount == 1
            ? new IsolationForestTransformer(env, featureColumnName, isScalar, new ScoringModel(detector, threshold))
            : throw Damaged($"its one feature is a detector's {detector.ColumnCount}");
    }

    private static (string FeatureColumnName, bool IsScalar, Threshold Threshold) ReadDescription(BinaryReader reader)
    {
        try
        {
            string name = reader.ReadString();
            byte scalar = reader.ReadByte();
            byte kind = reader.ReadByte();
            double value = reader.ReadDouble();
            if (name.Length == 0)
                throw Damaged("the feature column has no name");
            if (scalar > 1)
                throw Damaged($"whether the column was Single is {scalar}");

            bool isInRange = (ThresholdKind)kind switch
            {
                ThresholdKind.PValue => value > 0 && value < 1,
                ThresholdKind.Score => double.IsFinite(value),
                _ => throw Damaged($"there is no threshold of kind {kind}"),
            };
            return isInRange
                ? (name, scalar == 1, new Threshold((ThresholdKind)kind, value))
                : throw Damaged(string.Create(CultureInfo.InvariantCulture, $"its threshold is a {(ThresholdKind)kind} of {value}"));
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            // Without the cause inside, so that it is the base of what ML.NET wraps around it.
            throw new ModelFormatException($"The isolation forest is cut short or damaged ahead of its detector: {exception.Message}");
        }
    }

    private static ModelFormatException Damaged(string what) => new($"The isolation forest is damaged: {what}.");
}
