using System.Numerics;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Windows;

/// <summary>Packs what was dropped: a bit for each cause that dropped anything, then its events and calls.</summary>
internal static class DropTotalsCodec
{
    public static void Write(PackedWriter writer, IReadOnlyList<DropCounts> drops)
    {
        int causes = 0;
        foreach (DropCounts counts in drops)
            causes |= 1 << (int)counts.Cause;
        writer.WriteVarint((uint)causes);
        foreach (DropCounts counts in drops)
        {
            writer.WriteCount(counts.Events);
            writer.WriteCount(counts.Calls);
        }
    }

    public static void ReadInto(ref PackedReader reader, Cell target)
    {
        for (int causes = reader.ReadInt((1 << DropCauses.Count) - 1); causes != 0 && !reader.Failed; causes &= causes - 1)
            target.AddDrops(new DropCounts((DropCause)BitOperations.TrailingZeroCount(causes), reader.ReadCount(), reader.ReadCount()));
    }
}
