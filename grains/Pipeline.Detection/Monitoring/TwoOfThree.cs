using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>The surprise of the last three windows of a feature together: two of them must agree, one may be chance.</summary>
internal sealed class TwoOfThree
{
    // More than one of them says, less than two that have nothing to do with each other would.
    private const double Factor = 1.5;

    // What a window says alone: nothing if it is short; several in a row, or one that is as long as several, were enough for a blip to pass.
    private const double LongAlone = 0.5;
    private const double WidenedAlone = 0.8;
    private const long LongMs = 60_000;

    private static readonly double s_waysToChoose = Math.Log(3);

    private double _first;
    private double _second;
    private double _third;

    /// <summary>How much a window counts alone, 0 to 1.</summary>
    public static double AloneOf(long widthMs, long shortWidthMs) => widthMs > shortWidthMs ? WidenedAlone : widthMs >= LongMs ? LongAlone : 0;

    /// <summary>Takes the surprise of one more window; returns that of all three, nats.</summary>
    public double Add(double surprise, double alone)
    {
        (_first, _second, _third) = (_second, _third, surprise);
        double agreed = Math.Max(Math.Min(_first, _second), Math.Min(Math.Max(_first, _second), _third));
        // The latest must be one of the two: an incident that is over raises nothing.
        double both = Math.Min(surprise * Factor, (agreed * Factor) - s_waysToChoose);
        return Math.Max(0, Math.Max(both, surprise * alone));
    }

    public void Clear() => (_first, _second, _third) = (0, 0, 0);

    public void Write(PackedWriter writer)
    {
        writer.WriteDouble(_first);
        writer.WriteDouble(_second);
        writer.WriteDouble(_third);
    }

    public static TwoOfThree Read(ref PackedReader reader) =>
        new() { _first = reader.ReadDouble(), _second = reader.ReadDouble(), _third = reader.ReadDouble() };
}
