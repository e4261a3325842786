using System.Buffers.Binary;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Windows;

/// <summary>Packs exemplars: durations fall and times are close together, so both are kept as differences.</summary>
internal static class ExemplarCodec
{
    private const int FlagTrace = 1;
    private const int FlagSpan = 2;

    public static void Write(PackedWriter writer, ReadOnlySpan<Exemplar> exemplars)
    {
        writer.WriteByte((byte)exemplars.Length);
        long time = 0;
        foreach (ref readonly Exemplar exemplar in exemplars)
        {
            writer.WriteByte((byte)((exemplar.TraceId.IsNone ? 0 : FlagTrace) | (exemplar.SpanId.IsNone ? 0 : FlagSpan)));
            writer.WriteCount(exemplar.DurationNs);
            writer.WriteSigned(exemplar.TimeUnixMs - time);
            time = exemplar.TimeUnixMs;
            if (!exemplar.TraceId.IsNone)
                exemplar.TraceId.Write(writer.Take(TraceId.Size));
            if (!exemplar.SpanId.IsNone)
                BinaryPrimitives.WriteUInt64BigEndian(writer.Take(SpanId.Size), exemplar.SpanId.Value);
        }
    }

    public static void ReadInto(ref PackedReader reader, Cell target)
    {
        int count = reader.ReadByte();
        if (count > ExemplarSet.Capacity)
            reader.Fail();
        long time = 0;
        for (; count > 0 && !reader.Failed; count--)
        {
            int flags = reader.ReadByte();
            long duration = reader.ReadCount();
            time += reader.ReadSigned();
            ReadOnlySpan<byte> trace = (flags & FlagTrace) != 0 ? reader.ReadRaw(TraceId.Size) : default;
            ReadOnlySpan<byte> span = (flags & FlagSpan) != 0 ? reader.ReadRaw(SpanId.Size) : default;
            target.OfferExemplar(new Exemplar(
                duration,
                time,
                trace.IsEmpty ? default : TraceId.Read(trace),
                span.IsEmpty ? default : new SpanId(BinaryPrimitives.ReadUInt64BigEndian(span))));
        }
    }
}
