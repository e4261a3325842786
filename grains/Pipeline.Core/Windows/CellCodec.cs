using System.Numerics;
using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Windows;

/// <summary>Packs cells; docs/aggregates.md draws the bytes. Closed cells are kept in this form.</summary>
/// <remarks>
/// Equal cells pack to equal bytes, however they were merged. Reading adds to a cell, so that a query merges packed cells without an
/// object for each. Bytes that <see cref="Write"/> did not make are refused without an exception and without an allocation sized by them.
/// </remarks>
internal static class CellCodec
{
    /// <summary>Numbers of operations and values that a packed cell may name.</summary>
    public const int NumberMax = 4_096;

    private const byte Version = 1;

    private const int FlagTally = 1;
    private const int FlagUntalliedDiffers = 2;
    private const int FlagPreAggregated = 4;
    private const int FlagSampled = 8;
    private const int FlagErrors = 16;
    private const int FlagDuration = 32;
    private const int FlagExemplars = 64;
    private const int FlagMore = 128;

    // In a second byte of flags, there only with FlagMore.
    private const int MoreDrops = 1;
    private const int MoreSampling = 2;
    private const int MoreKnown = MoreDrops | MoreSampling;

    /// <summary>Appends a packed cell.</summary>
    public static void Write(PackedWriter writer, Cell cell)
    {
        int flags = (cell.HasTally ? FlagTally : 0)
            | (cell.Untallied != cell.Detail ? FlagUntalliedDiffers : 0)
            | (cell.IsPreAggregated ? FlagPreAggregated : 0)
            | (cell.Detail.VarianceMicro != 0 ? FlagSampled : 0)
            | (cell.Detail.ErrorsMicro != 0 ? FlagErrors : 0)
            | (cell.Duration.IsEmpty ? 0 : FlagDuration)
            | (cell.Exemplars.IsEmpty ? 0 : FlagExemplars);
        // A tally that takes the place of sampled errors changes the estimated part of a cell without sampled events of its own.
        bool isSampled = cell.IsSampled || cell.Untallied.ErrorsVarianceMicro != 0;
        int more = (cell.HasDrops ? MoreDrops : 0) | (isSampled ? MoreSampling : 0);
        flags |= more != 0 ? FlagMore : 0;
        writer.WriteByte(Version);
        writer.WriteByte((byte)flags);
        if (more != 0)
            writer.WriteByte((byte)more);
        writer.WriteCount(cell.Events);
        WriteTotals(writer, cell.Detail, flags);
        if ((flags & FlagUntalliedDiffers) != 0)
            WriteTotals(writer, cell.Untallied, FlagErrors | FlagSampled);
        if ((flags & FlagTally) != 0)
        {
            writer.WriteCount(cell.TallyOk);
            writer.WriteCount(cell.TallyErrors);
        }

        WriteResources(writer, cell);
        if ((flags & FlagDuration) != 0)
            QuantileSketchCodec.Write(writer, cell.Duration);
        if ((flags & FlagExemplars) != 0)
            ExemplarCodec.Write(writer, cell.Exemplars);
        OperationCellCodec.WriteAll(writer, cell.Operations);
        ValueCellCodec.WriteAll(writer, cell.Values);
        if ((more & MoreDrops) != 0)
            DropTotalsCodec.Write(writer, cell.Drops);
        if ((more & MoreSampling) != 0)
            SamplingCodec.Write(writer, cell);
    }

    /// <summary>Adds a packed cell to <paramref name="target"/>; false, with the target unspecified, if the bytes are not one.</summary>
    public static bool TryMergeInto(ReadOnlySpan<byte> packed, Cell target)
    {
        PackedReader reader = new(packed);
        if (reader.ReadByte() != Version)
            return false;
        int flags = reader.ReadByte();
        int more = (flags & FlagMore) != 0 ? reader.ReadByte() : 0;
        if ((more & ~MoreKnown) != 0)
            return false;
        long events = reader.ReadCount();
        CallTotals detail = ReadTotals(ref reader, flags);
        target.AddEvents(events, detail, (flags & FlagPreAggregated) != 0);
        CallTotals untallied = (flags & FlagUntalliedDiffers) != 0 ? ReadTotals(ref reader, FlagErrors | FlagSampled) : detail;
        target.Untallied = target.Untallied.Plus(untallied);
        if ((flags & FlagTally) != 0)
        {
            target.AddTally(Outcome.Ok, reader.ReadCount());
            target.AddTally(Outcome.Error, reader.ReadCount());
        }

        ReadResources(ref reader, detail.CallsMicro, target);
        if ((flags & FlagDuration) != 0)
            QuantileSketchCodec.ReadInto(ref reader, target.Duration);
        if ((flags & FlagExemplars) != 0)
            ExemplarCodec.ReadInto(ref reader, target);
        bool isSampled = (flags & FlagSampled) != 0;
        bool hasMoments = (more & MoreSampling) != 0;
        OperationCellCodec.ReadAllInto(ref reader, isSampled && !hasMoments ? detail : default, target);
        ValueCellCodec.ReadAllInto(ref reader, target);
        if ((more & MoreDrops) != 0)
            DropTotalsCodec.ReadInto(ref reader, target);
        if (hasMoments)
            SamplingCodec.ReadInto(ref reader, target);
        else if (isSampled && !reader.Failed)
            SamplingCodec.Guess(detail, untallied, events, target);
        return reader.IsComplete;
    }

    private static void WriteTotals(PackedWriter writer, in CallTotals totals, int flags)
    {
        writer.WriteSum(totals.CallsMicro);
        if ((flags & FlagErrors) != 0)
            writer.WriteSum(totals.ErrorsMicro);
        if ((flags & FlagSampled) != 0)
            writer.WriteSum(totals.VarianceMicro);
    }

    private static CallTotals ReadTotals(ref PackedReader reader, int flags) => new(
        reader.ReadSum(),
        (flags & FlagErrors) != 0 ? reader.ReadSum() : 0,
        (flags & FlagSampled) != 0 ? reader.ReadSum() : 0);

    private static void WriteResources(PackedWriter writer, Cell cell)
    {
        int reported = 0;
        int partial = 0;
        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
        {
            ref readonly ResourceTotals totals = ref cell.Resource((Resource)resource);
            reported |= (totals.IsReported ? 1 : 0) << resource;
            partial |= (totals.IsReported && totals.WeightMicro != cell.Detail.CallsMicro ? 1 : 0) << resource;
        }

        writer.WriteVarint((uint)reported);
        if (reported != 0)
            writer.WriteVarint((uint)partial);
        for (int left = reported; left != 0; left &= left - 1)
        {
            int resource = BitOperations.TrailingZeroCount(left);
            ref readonly ResourceTotals totals = ref cell.Resource((Resource)resource);
            writer.WriteSum(totals.SumMicro);
            writer.WriteSigned(totals.MaxPerCall);
            if ((partial & (1 << resource)) != 0)
                writer.WriteSum(totals.WeightMicro);
        }
    }

    private static void ReadResources(ref PackedReader reader, Int128 allCallsMicro, Cell target)
    {
        int reported = reader.ReadInt((1 << ResourceUsage.ResourceCount) - 1);
        int partial = reported != 0 ? reader.ReadInt((1 << ResourceUsage.ResourceCount) - 1) : 0;
        for (; reported != 0 && !reader.Failed; reported &= reported - 1)
        {
            int resource = BitOperations.TrailingZeroCount(reported);
            Int128 sum = reader.ReadSum();
            long max = reader.ReadSigned();
            Int128 weight = (partial & (1 << resource)) != 0 ? reader.ReadSum() : allCallsMicro;
            target.AddResource(resource, new ResourceTotals(sum, weight, max));
        }
    }
}
