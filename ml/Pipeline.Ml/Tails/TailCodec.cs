namespace Pipeline.Ml.Tails;

/// <summary>A feature's part of a saved model. Little-endian; every number is checked before it is used.</summary>
/// <remarks>
/// <code>
/// kind u8, sides u8, missing is surprising u8, discrete u8, present f64, missing f64, median f64, scale f64, minimum deviation f64,
/// count i32, count x { value f32, at or below f64, at or above f64 },
/// upper, lower: { step f64, law from f64, pareto scale f64, shape f64, count law u8, start f64, mean f64, dispersion f64 }
/// </code>
/// </remarks>
internal static class TailCodec
{
    public const int Version = 1;

    public static void Write(BinaryWriter writer, FeatureTailParts parts)
    {
        writer.Write((byte)parts.Kind);
        writer.Write((byte)parts.Sides);
        writer.Write(parts.MissingIsSurprising);
        writer.Write(parts.IsDiscrete);
        writer.Write(parts.PresentWeight);
        writer.Write(parts.MissingWeight);
        writer.Write(parts.Median);
        writer.Write(parts.Scale);
        writer.Write(parts.MinimumDeviation);
        OrderStatistics seen = parts.Seen;
        writer.Write(seen.Values.Length);
        for (int i = 0; i < seen.Values.Length; i++)
        {
            writer.Write(seen.Values[i]);
            writer.Write(seen.AtOrBelow[i]);
            writer.Write(seen.AtOrAbove[i]);
        }

        WriteSide(writer, parts.Upper);
        WriteSide(writer, parts.Lower);
    }

    /// <exception cref="InvalidDataException">A number is not possible; the message names column and reason.</exception>
    public static FeatureTailParts Read(BinaryReader reader, int column)
    {
        FeatureKind kind = (FeatureKind)reader.ReadByte();
        Require(Enum.IsDefined(kind), column, $"kind {(int)kind} is unknown");
        TailSides sides = (TailSides)reader.ReadByte();
        Require(sides is TailSides.Upper or TailSides.Lower or TailSides.Both, column, $"sides {(int)sides} are unknown");
        bool missingIsSurprising = ReadFlag(reader, column), isDiscrete = ReadFlag(reader, column);
        double present = ReadAtLeastZero(reader, column, "weight of the rows that hold a value");
        double missing = ReadAtLeastZero(reader, column, "weight of the rows that lack a value");
        Require(kind == FeatureKind.Absent ? present == 0 && missing > 0 : present > 0, column, $"a {kind} feature in {present} and not in {missing} rows");
        double median = ReadFinite(reader, column, "median");
        double scale = ReadAtLeastZero(reader, column, "scale");
        double minimum = ReadAtLeastZero(reader, column, "minimum deviation");
        OrderStatistics seen = ReadSeen(reader, column, kind, present);
        return new FeatureTailParts
        {
            Kind = kind,
            Sides = sides,
            MissingIsSurprising = missingIsSurprising,
            IsDiscrete = isDiscrete,
            PresentWeight = present,
            MissingWeight = missing,
            Median = median,
            Scale = scale,
            MinimumDeviation = minimum,
            Seen = seen,
            Upper = ReadSide(reader, column),
            Lower = ReadSide(reader, column),
        };
    }

    private static OrderStatistics ReadSeen(BinaryReader reader, int column, FeatureKind kind, double present)
    {
        int count = reader.ReadInt32();
        bool fits = kind switch
        {
            FeatureKind.Absent => count == 0,
            FeatureKind.Constant => count == 1,
            _ => count is >= 2 and <= TailOptions.MostOrderStatistics,
        };
        Require(fits, column, $"{count} order statistics of a {kind} feature");
        float[] values = new float[count];
        double[] atOrBelow = new double[count], atOrAbove = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = reader.ReadSingle();
            atOrBelow[i] = reader.ReadDouble();
            atOrAbove[i] = reader.ReadDouble();
        }

        OrderStatistics? seen = OrderStatistics.TryCreate(values, atOrBelow, atOrAbove, present, out string reason);
        Require(seen is not null, column, reason);
        return seen!;
    }

    private static void WriteSide(BinaryWriter writer, SideTail side)
    {
        writer.Write(side.Step);
        writer.Write(side.LawFrom);
        writer.Write(side.Pareto.Scale);
        writer.Write(side.Pareto.Shape);
        writer.Write((byte)side.Count.Law);
        writer.Write(side.Count.Start);
        writer.Write(side.Count.Mean);
        writer.Write(side.Count.Dispersion);
    }

    private static SideTail ReadSide(BinaryReader reader, int column)
    {
        double step = ReadAtLeastZero(reader, column, "step");
        double lawFrom = ReadAtLeastZero(reader, column, "start of the law");
        double scale = ReadFinite(reader, column, "scale of a tail");
        double shape = ReadFinite(reader, column, "shape of a tail");
        Require(scale > 0 && shape >= ParetoTail.LeastShape, column, $"a tail of scale {scale} and shape {shape}");
        CountLaw law = (CountLaw)reader.ReadByte();
        Require(Enum.IsDefined(law), column, $"count law {(int)law} is unknown");
        double start = ReadAtLeastZero(reader, column, "first count beyond the seen");
        double mean = ReadAtLeastZero(reader, column, "mean count");
        double dispersion = ReadAtLeastZero(reader, column, "dispersion");
        bool isLawful = law == CountLaw.None
            || (mean > 0 && mean <= start && start <= TailModel.MaxCount + 1 && (law != CountLaw.NegativeBinomial || dispersion > 1));
        Require(isLawful, column, $"a {law} tail from {start} with mean {mean} and dispersion {dispersion}");
        return new SideTail(step, lawFrom, new ParetoTail(scale, shape), new CountTail(law, start, mean, dispersion));
    }

    private static bool ReadFlag(BinaryReader reader, int column)
    {
        byte flag = reader.ReadByte();
        Require(flag <= 1, column, $"{flag} where 0 or 1 is expected");
        return flag == 1;
    }

    private static double ReadAtLeastZero(BinaryReader reader, int column, string what)
    {
        double value = ReadFinite(reader, column, what);
        Require(value >= 0, column, $"the {what} is {value}");
        return value;
    }

    private static double ReadFinite(BinaryReader reader, int column, string what)
    {
        double value = reader.ReadDouble();
        Require(double.IsFinite(value), column, $"the {what} is {value}");
        return value;
    }

    private static void Require(bool condition, int column, string reason)
    {
        if (!condition)
            throw new InvalidDataException($"Tail model, column {column}: {reason}.");
    }
}
