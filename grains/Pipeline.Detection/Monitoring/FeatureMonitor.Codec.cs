using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>The feature's part of a snapshot.</summary>
internal sealed partial class FeatureMonitor
{
    public void Write(PackedWriter writer)
    {
        _baseline.Write(writer);
        _recent.Write(writer);
        writer.WriteCount(_held.Count);
        foreach (Held held in _held)
        {
            ObservationCodec.Write(writer, held.Observation);
            writer.WriteSingle(held.Z);
            writer.WriteSingle(held.PooledMean);
            writer.WriteSingle(held.PooledZ);
        }

        _lately.Write(writer);
        _longer.Write(writer);
        writer.WriteDouble(_z);
        writer.WriteByte(_wasBelow ? (byte)1 : (byte)0);
        writer.WriteDouble(Observed);

        writer.WriteDouble(Joint);
        writer.WriteCount(SinceUnixMs);
        writer.WriteCount(StartUnixMs);
        writer.WriteByte(IsNew ? (byte)1 : (byte)0);
        ObservationCodec.Write(writer, LastObservation);
        writer.WriteDouble(Last.Surprise);
        writer.WriteDouble(Last.Z);
        writer.WriteDouble(Last.Expected);
        writer.WriteDouble(Last.Low);
        writer.WriteDouble(Last.High);
        Shift.Write(writer);
    }

    public static FeatureMonitor Read(ref PackedReader reader, Feature feature)
    {
        IBaseline baseline = IsShare(feature.Kind) ? ShareBaseline.Read(ref reader) : MeanBaseline.Read(ref reader, feature.Kind);
        FeatureMonitor monitor = new(feature, baseline) { _recent = TwoOfThree.Read(ref reader) };
        for (int count = reader.ReadInt(HeldMax); count > 0; count--)
            monitor._held.Enqueue(new Held(ObservationCodec.Read(ref reader), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle()));
        monitor._lately = RecentWindows.Read(ref reader);
        monitor._longer = RecentBlocks.Read(ref reader);
        monitor._z = reader.ReadDouble();
        monitor._wasBelow = reader.ReadByte() == 1;
        monitor.Observed = reader.ReadDouble();
        monitor.Joint = reader.ReadDouble();
        monitor.SinceUnixMs = reader.ReadCount();
        monitor.StartUnixMs = reader.ReadCount();
        monitor.IsNew = reader.ReadByte() == 1;
        monitor.LastObservation = ObservationCodec.Read(ref reader);
        monitor.Last = new Judgement(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        monitor.Shift = ShiftWatch.Read(ref reader);
        return monitor;
    }
}
