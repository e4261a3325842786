using System.Buffers.Binary;
using System.IO.Compression;

namespace Pipeline.Ml.MLNet.Tests.Saving;

/// <summary>The part of ML.NET's model file (a zip archive) that belongs to a transformer saved alone.</summary>
internal static class ModelArchive
{
    private const string Entry = "TransformerChain/Model.key";

    /// <summary>Where the forest's part begins: ML.NET's own header is before it.</summary>
    public const int ContentStart = 256;

    /// <summary>Where the detector's container begins: after the feature column's name, two bytes and a number.</summary>
    public static int DetectorStart(byte[] model) => ThresholdKindAt(model) + 9;

    /// <summary>Where the kind of the threshold is; its value follows.</summary>
    public static int ThresholdKindAt(byte[] model) => ContentStart + 2 + model[ContentStart];

    /// <summary>Where ML.NET's own bytes go on.</summary>
    public static int DetectorEnd(byte[] model)
        => DetectorStart(model) + 20 + BinaryPrimitives.ReadInt32LittleEndian(model.AsSpan(DetectorStart(model) + 8));

    public static byte[] ReadModel(Stream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        using Stream entry = archive.GetEntry(Entry)!.Open();
        using var model = new MemoryStream();
        entry.CopyTo(model);
        return model.ToArray();
    }

    public static MemoryStream Create(byte[] model)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry(Entry).Open();
            entry.Write(model);
        }

        file.Position = 0;
        return file;
    }
}
