using System.Numerics;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Windows;

/// <summary>Packs what only sampled cells have, besides what their sketches and operations say themselves.</summary>
internal static class SamplingCodec
{
    public static void Write(PackedWriter writer, Cell cell)
    {
        writer.WriteSum(cell.SpreadMicro);
        writer.WriteSum(cell.Detail.ErrorsVarianceMicro);
        writer.WriteSum(cell.Untallied.ErrorsVarianceMicro);
        int sampled = 0;
        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
            sampled |= (cell.MomentsOf((Resource)resource).IsZero ? 0 : 1) << resource;
        writer.WriteVarint((uint)sampled);
        for (; sampled != 0; sampled &= sampled - 1)
        {
            ResourceMoments moments = cell.MomentsOf((Resource)BitOperations.TrailingZeroCount(sampled));
            writer.WriteSum(moments.VarianceMicro);
            writer.WriteSum(moments.SquaresMicro);
            writer.WriteSum(moments.ProductsMicro);
        }
    }

    public static void ReadInto(ref PackedReader reader, Cell target)
    {
        target.AddSpread(reader.ReadSum());
        Int128 ofDetail = reader.ReadSum();
        Int128 ofUntallied = reader.ReadSum();
        target.AddErrorsVariance(ofDetail, ofUntallied);
        for (int sampled = reader.ReadInt((1 << ResourceUsage.ResourceCount) - 1); sampled != 0 && !reader.Failed; sampled &= sampled - 1)
        {
            ResourceMoments moments = new(reader.ReadSum(), reader.ReadSum(), reader.ReadSum());
            target.AddResourceMoments(BitOperations.TrailingZeroCount(sampled), moments);
        }
    }

    /// <summary>
    /// For a cell packed before any of this was kept: weights are taken to be alike and to have nothing to do with what calls did, and
    /// errors to be sampled like any call. Resources stay without: their spread was never kept.
    /// </summary>
    public static void Guess(in CallTotals detail, in CallTotals untallied, long events, Cell target)
    {
        double variance = (double)detail.VarianceMicro;
        target.AddSpread((Int128)(variance / 1e6 * variance / Math.Max(1, events)));
        target.AddErrorsVariance(GuessErrorsVariance(detail), GuessErrorsVariance(untallied));
    }

    private static Int128 GuessErrorsVariance(in CallTotals totals) => totals.CallsMicro > 0
        ? (Int128)((double)totals.VarianceMicro * ((double)totals.ErrorsMicro / (double)totals.CallsMicro))
        : 0;
}
