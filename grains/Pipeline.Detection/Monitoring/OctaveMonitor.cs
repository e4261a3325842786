using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Core.Windows;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>Watches how many calls of an operation single events make, as <see cref="FeatureMonitor"/> watches means.</summary>
internal sealed class OctaveMonitor(Feature feature)
{
    private readonly Queue<(float[] Octaves, float Events)> _held = new();
    private TwoOfThree _recent = new();
    private OctaveBaseline _baseline = new();
    private float[] _octaves = [];

    // What the last window was like that deviated.
    private float[] _deviating = [];
    private float _events;
    private long _suspiciousSinceUnixMs;

    public Feature Feature { get; } = feature;

    public Judgement Last { get; private set; } = Judgement.Unknown;

    public double Joint { get; private set; }

    public long SinceUnixMs { get; private set; }

    /// <summary>Least calls of the octave that stands out.</summary>
    public double Calls { get; private set; }

    /// <summary>Share of the events that make so many.</summary>
    public double Share { get; private set; }

    public void Judge(IReadOnlyList<double> octaves, double events, long startUnixMs, double alone)
    {
        (_octaves, _events) = ([.. octaves.Select(octave => (float)octave)], (float)events);
        Last = _baseline.Judge(octaves, events, out double calls, out double share);
        (Calls, Share) = (calls, share);
        Joint = _recent.Add(Last.Surprise, alone);
        if (Last.Surprise <= Judgement.Muted)
            SinceUnixMs = 0;
        else if (SinceUnixMs == 0)
            SinceUnixMs = startUnixMs;
    }

    /// <returns>Whether a shift has become usual just now: it is learnt anew.</returns>
    public bool Learn(bool isSuspicious, long timeUnixMs, long shiftMs)
    {
        if (!isSuspicious)
        {
            _suspiciousSinceUnixMs = 0;
            _held.Enqueue((_octaves, _events));
            if (_held.Count > 2)
            {
                (float[] octaves, float events) = _held.Dequeue();
                _baseline.Learn(octaves, events);
            }

            return false;
        }

        _held.Clear();
        _deviating = _octaves;
        if (_suspiciousSinceUnixMs == 0)
            _suspiciousSinceUnixMs = timeUnixMs;
        if (timeUnixMs - _suspiciousSinceUnixMs < shiftMs)
            return false;
        Reset();
        return true;
    }

    /// <summary>What it was like when it last deviated is usual as well.</summary>
    public void Blend()
    {
        if (_deviating.Length > 0)
            _baseline.Blend(_deviating);
        Forget();
    }

    private void Reset()
    {
        _baseline.Reset();
        Forget();
    }

    private void Forget()
    {
        _held.Clear();
        _recent.Clear();
        (Joint, SinceUnixMs, _suspiciousSinceUnixMs) = (0, 0, 0);
    }

    public void Write(PackedWriter writer)
    {
        _baseline.Write(writer);
        _recent.Write(writer);
        writer.WriteCount(_held.Count);
        foreach ((float[] octaves, float events) in _held)
        {
            foreach (float octave in octaves)
                writer.WriteSingle(octave);
            writer.WriteSingle(events);
        }

        writer.WriteByte(_deviating.Length > 0 ? (byte)1 : (byte)0);
        foreach (float octave in _deviating)
            writer.WriteSingle(octave);
        writer.WriteDouble(Joint);
        writer.WriteCount(SinceUnixMs);
        writer.WriteCount(_suspiciousSinceUnixMs);
        writer.WriteDouble(Last.Surprise);
        writer.WriteDouble(Last.Expected);
        writer.WriteDouble(Calls);
        writer.WriteDouble(Share);
    }

    public static OctaveMonitor Read(ref PackedReader reader, Feature feature)
    {
        OctaveMonitor monitor = new(feature) { _baseline = OctaveBaseline.Read(ref reader) };
        monitor._recent = TwoOfThree.Read(ref reader);
        for (int count = reader.ReadInt(2); count > 0; count--)
        {
            float[] octaves = new float[CallHistogram.BucketCount];
            for (int bucket = 0; bucket < octaves.Length; bucket++)
                octaves[bucket] = reader.ReadSingle();
            monitor._held.Enqueue((octaves, reader.ReadSingle()));
        }

        if (reader.ReadByte() == 1)
        {
            monitor._deviating = new float[CallHistogram.BucketCount];
            for (int bucket = 0; bucket < CallHistogram.BucketCount; bucket++)
                monitor._deviating[bucket] = reader.ReadSingle();
        }

        monitor.Joint = reader.ReadDouble();
        monitor.SinceUnixMs = reader.ReadCount();
        monitor._suspiciousSinceUnixMs = reader.ReadCount();
        double surprise = reader.ReadDouble();
        double expected = reader.ReadDouble();
        monitor.Last = new Judgement(surprise, surprise, expected, 0, expected);
        monitor.Calls = reader.ReadDouble();
        monitor.Share = reader.ReadDouble();
        return monitor;
    }
}
