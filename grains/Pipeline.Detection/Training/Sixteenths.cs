using Pipeline.Core.Packing;

namespace Pipeline.Detection.Training;

/// <summary>Deviations as they are kept: two bytes each, in sixteenths of a robust deviation.</summary>
/// <remarks>
/// Finer steps tell a forest nothing, and farther than 127 deviations out nothing is left to set apart. Packed, what lies within four
/// deviations takes one byte. Whole numbers rather than halves of a float: there is one zero, so what is read back is the same bits.
/// </remarks>
internal static class Sixteenths
{
    public const short Missing = short.MinValue;

    private const float DeviationMax = 127;
    private const float Steps = 16;

    public static short Of(float deviation) =>
        float.IsNaN(deviation) ? Missing : (short)MathF.Round(Math.Clamp(deviation, -DeviationMax, DeviationMax) * Steps);

    public static float ToSingle(short sixteenths) => sixteenths == Missing ? float.NaN : sixteenths / Steps;

    public static void Write(PackedWriter writer, short sixteenths)
    {
        if (sixteenths == Missing)
            writer.WriteByte(0);
        else
            writer.WriteVarint((uint)((sixteenths << 1) ^ (sixteenths >> 31)) + 1UL);
    }

    public static short Read(ref PackedReader reader)
    {
        int code = reader.ReadInt((int)(2 * DeviationMax * Steps) + 1);
        if (code == 0)
            return Missing;
        uint zigzag = (uint)code - 1;
        return (short)((int)(zigzag >> 1) ^ -(int)(zigzag & 1));
    }
}
