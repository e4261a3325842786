using Pipeline.Ml.Saving;

namespace Pipeline.Ml.Forest;

public sealed partial class IsolationForest
{
    /// <summary>
    /// Writes the forest: 1 to 2 bytes for each of its splits and leaves, and 4 for each threshold; about 40 KB by default. See
    /// docs/model-format.md.
    /// </summary>
    /// <param name="stream">Written to from where it stands, and left open.</param>
    public void Save(Stream stream) => ModelContainer.Write(stream, ModelKind.IsolationForest, ForestFormat.Version, writer => ForestFormat.Write(writer, this));

    /// <summary>Reads a forest that scores as the saved one did, bit for bit. Its height limit is the longest path that there is.</summary>
    /// <param name="stream">Read from where it stands to the end of the forest, and left open.</param>
    /// <exception cref="ModelFormatException">There is no whole forest of a known version.</exception>
    public static IsolationForest Load(Stream stream) =>
        ModelContainer.Read(stream, ModelKind.IsolationForest, ForestFormat.Version, static (reader, _) => ForestFormat.Read(reader));
}
