using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>The segment's part of a snapshot.</summary>
internal sealed partial class SegmentMonitor
{
    public void Write(PackedWriter writer)
    {
        writer.WriteCount(Windows);
        writer.WriteCount(Unwatched);
        writer.WriteDouble(_lastSampleSize);
        Silence.Write(writer);
        _pending.Write(writer);
        writer.WriteCount(_features.Count);
        foreach (FeatureMonitor monitor in _features.Values)
        {
            FeatureCodec.Write(writer, monitor.Feature);
            monitor.Write(writer);
        }

        writer.WriteCount(_octaves.Count);
        foreach (OctaveMonitor monitor in _octaves.Values)
        {
            FeatureCodec.Write(writer, monitor.Feature);
            monitor.Write(writer);
        }
    }

    public static SegmentMonitor Read(ref PackedReader reader, int segment)
    {
        SegmentMonitor monitor = new(segment) { Windows = reader.ReadCount(), Unwatched = reader.ReadCount() };
        monitor._lastSampleSize = reader.ReadDouble();
        monitor.Silence = SilenceWatch.Read(ref reader);
        monitor._pending = PendingCell.Read(ref reader);
        for (int count = reader.ReadItemCount(FeaturesMax); count > 0 && !reader.Failed; count--)
        {
            Feature feature = FeatureCodec.Read(ref reader);
            if (!reader.Failed && !monitor._features.TryAdd(new FeatureKey(feature), FeatureMonitor.Read(ref reader, feature)))
                reader.Fail();
        }

        for (int count = reader.ReadItemCount(FeaturesMax); count > 0 && !reader.Failed; count--)
        {
            Feature feature = FeatureCodec.Read(ref reader);
            if (!reader.Failed && !monitor._octaves.TryAdd(new FeatureKey(feature), OctaveMonitor.Read(ref reader, feature)))
                reader.Fail();
        }

        return monitor;
    }
}
