using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;

namespace Pipeline.Core.Tests.Sketches;

internal static class SketchBytes
{
    public static byte[] Pack(QuantileSketch sketch)
    {
        PackedWriter writer = new();
        QuantileSketchCodec.Write(writer, sketch);
        return writer.ToArray();
    }

    public static bool TryUnpack(ReadOnlySpan<byte> bytes, out QuantileSketch sketch)
    {
        sketch = new QuantileSketch();
        PackedReader reader = new(bytes);
        QuantileSketchCodec.ReadInto(ref reader, sketch);
        return reader.IsComplete;
    }

    public static int BucketsInUse(QuantileSketch sketch)
    {
        int used = 0;
        foreach (long weight in sketch.Buckets.Weights)
            used += weight != 0 ? 1 : 0;
        return used;
    }
}
