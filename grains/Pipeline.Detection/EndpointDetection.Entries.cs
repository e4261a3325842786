using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;
using Pipeline.Detection.Episodes;
using Pipeline.Detection.Monitoring;
using Pipeline.Detection.Options;
using Pipeline.Detection.Training;

namespace Pipeline.Detection;

/// <summary>Decisions about detection are entries of the stream, and all of it is a part of the endpoint's snapshot.</summary>
public sealed partial class EndpointDetection
{
    private const byte Version = 1;
    private const int NamesMax = EndpointState.SegmentsMax;

    /// <summary>Applies an entry that is about detection; false if its body cannot be read.</summary>
    public bool TryApply(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Kind)
        {
            case EntryKind.ModelInstalled when InstalledModelCodec.TryRead(body, out InstalledModel? model):
                FindForest(model.Segment)?.Watch.Install(model);
                return true;
            case EntryKind.DetectionOptionsChanged when DetectionOptionsCodec.TryRead(body, out DetectionOptions options):
                Change(options);
                return true;
            case EntryKind.MarkedNormal when MarkedNormalCodec.TryRead(body, out string? anomalyId):
                MarkNormal(anomalyId, header.ArrivalUnixMs);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Packs it.</summary>
    public byte[] Write()
    {
        PackedWriter writer = new();
        writer.WriteByte(Version);
        writer.WriteBlock(DetectionOptionsCodec.Write(Options));
        writer.WriteCount(_names.Count);
        foreach (string name in _names)
            FeatureCodec.WriteText(writer, name);
        writer.WriteCount(_segments.Count);
        foreach ((int number, SegmentMonitor segment) in _segments)
        {
            writer.WriteCount(number);
            segment.Write(writer);
        }

        writer.WriteCount(_forests.Count);
        foreach ((int number, SegmentForest forest) in _forests)
        {
            writer.WriteCount(number);
            forest.Write(writer);
        }

        _episodes.Write(writer);
        _threshold.Write(writer);
        writer.WriteByte(_isLive ? (byte)1 : (byte)0);
        writer.WriteCount(_allowedLatenessMs);
        writer.WriteCount(_lagMs);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null if the bytes are none.</summary>
    public static EndpointDetection? TryRead(string endpoint, ReadOnlySpan<byte> bytes)
    {
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version || !DetectionOptionsCodec.TryRead(reader.ReadBlock(), out DetectionOptions options))
            return null;
        EndpointDetection detection = new(endpoint, options);
        for (int count = reader.ReadItemCount(NamesMax); count > 0 && !reader.Failed; count--)
            detection._names.Add(FeatureCodec.ReadText(ref reader));
        for (int count = reader.ReadItemCount(NamesMax + 1); count > 0 && !reader.Failed; count--)
        {
            int number = reader.ReadInt(Whole);
            SegmentMonitor segment = SegmentMonitor.Read(ref reader, number);
            if ((number >= detection._names.Count && number != Whole) || !detection._segments.TryAdd(number, segment))
                reader.Fail();
        }

        for (int count = reader.ReadItemCount(NamesMax); count > 0 && !reader.Failed; count--)
        {
            int number = reader.ReadInt(NamesMax - 1);
            if (number >= detection._names.Count)
            {
                reader.Fail();
                break;
            }

            SegmentForest forest = SegmentForest.Read(ref reader, endpoint, detection._names[number], options.ForestWidthMs, detection.ForestRate);
            if (!detection._forests.TryAdd(number, forest))
                reader.Fail();
        }

        detection._episodes = EpisodeTracker.Read(ref reader, endpoint);
        detection._threshold = RunningThreshold.Read(ref reader);
        detection._isLive = reader.ReadByte() == 1;
        detection._allowedLatenessMs = reader.ReadCount();
        detection._lagMs = reader.ReadCount();
        return reader.IsComplete ? detection : null;
    }

    /// <summary>Where windows get another width, what was usual of them is of no use any more.</summary>
    private void Change(DetectionOptions options)
    {
        // Somebody's own options are only changed by somebody; what follows from the installation may have been written by one who did not
        // know of them yet.
        if (Options.IsOwn && !options.IsOwn)
            return;
        bool isFastChanged = options.FastWidthMs != Options.FastWidthMs;
        bool isForestChanged = isFastChanged || options.ForestWidthMs != Options.ForestWidthMs;
        double rate = ForestRate;
        bool isStopped = Options.IsEnabled && !options.IsEnabled;
        Options = options;
        if (isStopped)
            Stop();
        if (isFastChanged)
        {
            _segments.Clear();
            _threshold = new RunningThreshold();
            _episodes.EndAll();
        }

        if (isForestChanged)
            _forests.Clear();
        if (rate == ForestRate)
            return;
        foreach (SegmentForest forest in _forests.Values)
            forest.Promise(ForestRate);
    }

    /// <summary>Nobody watches from now on: whenever somebody does again, the time between is no pause, and no part of a window.</summary>
    private void Stop()
    {
        _episodes.EndAll();
        foreach (SegmentMonitor segment in _segments.Values)
            segment.Stop();
        foreach (SegmentForest forest in _forests.Values)
            forest.Window.Begin(-1);
    }

    private void MarkNormal(string anomalyId, long timeUnixMs)
    {
        foreach ((string segment, Feature feature) in _episodes.MarkNormal(anomalyId, timeUnixMs, NameOf) ?? [])
        {
            if (_segments.TryGetValue(segment == AllSegments ? Whole : _names.IndexOf(segment), out SegmentMonitor? monitor))
                monitor.MarkNormal(feature, timeUnixMs);
        }
    }
}
