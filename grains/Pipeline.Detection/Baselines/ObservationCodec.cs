using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>Observations in snapshots.</summary>
internal static class ObservationCodec
{
    public static void Write(PackedWriter writer, in Observation observation)
    {
        writer.WriteCount(observation.TimeUnixMs);
        writer.WriteSingle(observation.Value);
        writer.WriteSingle(observation.SampleSize);
    }

    public static Observation Read(ref PackedReader reader) => new(reader.ReadCount(), reader.ReadSingle(), reader.ReadSingle());
}
