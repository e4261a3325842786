using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>Watches one feature of a segment: judges its windows, two of three, and learns from those that were nothing unusual.</summary>
/// <remarks>
/// A window is learnt from only when the two after it are judged, so that the first window of an incident does not dull the judgement of
/// the second. While it deviates nothing is learnt: what it was like is kept aside, spread over the time after which a shift that stays
/// becomes usual.
/// </remarks>
internal sealed class FeatureMonitor
{
    private const int RecentMax = 3;
    private const int HeldMax = 2;

    // What two windows of three say together: more than one of them, less than two that have nothing to do with each other would.
    private const double JointFactor = 1.5;
    private static readonly double s_waysToChoose = Math.Log(3);

    private readonly double[] _recent = new double[RecentMax];
    private readonly Queue<(Observation Observation, double Z)> _held = new();
    private IBaseline _baseline;

    public FeatureMonitor(Feature feature)
        : this(feature, feature.Kind is FeatureKind.ErrorShare or FeatureKind.OperationErrors ? new ShareBaseline() : new MeanBaseline(feature.Kind))
    {
    }

    private FeatureMonitor(Feature feature, IBaseline baseline)
    {
        Feature = feature;
        _baseline = baseline;
    }

    public Feature Feature { get; }

    public Judgement Last { get; private set; } = Judgement.Unknown;

    public Observation LastObservation { get; private set; }

    /// <summary>Start of the window that was judged last, Unix ms.</summary>
    public long StartUnixMs { get; private set; }

    /// <summary>Surprise of the latest windows together, two of three; nats.</summary>
    public double Joint { get; private set; }

    public long Learnt => _baseline.Learnt;

    /// <summary>End of the last window before it began to deviate, Unix ms: where a deviation begins.</summary>
    public long SinceUnixMs { get; private set; }

    public ShiftWatch Shift { get; private set; } = new();

    /// <summary>Was never seen before the windows that it is judged by now.</summary>
    public bool IsNew { get; private set; }

    /// <summary>For an operation that could have been called in windows before, and was not.</summary>
    public void LearnAbsence(long windows, double sampleSize)
    {
        if (_baseline is not MeanBaseline mean)
            return;
        mean.LearnAbsence(windows, sampleSize);
        IsNew = true;
    }

    /// <summary>Judges a window.</summary>
    /// <param name="observation">Its value.</param>
    /// <param name="startUnixMs">Its start.</param>
    /// <param name="isWidened">Whether it is several short windows joined, so that it speaks for itself.</param>
    public Judgement Judge(in Observation observation, long startUnixMs, bool isWidened)
    {
        LastObservation = observation;
        StartUnixMs = startUnixMs;
        Last = _baseline.Judge(observation);
        return Note(startUnixMs, isWidened);
    }

    private Judgement Note(long startUnixMs, bool isWidened)
    {
        (_recent[0], _recent[1], _recent[2]) = (_recent[1], _recent[2], Last.Surprise);
        double second = Second(_recent[0], _recent[1], _recent[2]);
        Joint = Math.Max(0, isWidened ? Last.Surprise : Math.Min(Last.Surprise * JointFactor, (second * JointFactor) - s_waysToChoose));
        if (Last.Surprise <= Judgement.Muted)
            SinceUnixMs = 0;
        else if (SinceUnixMs == 0)
            SinceUnixMs = startUnixMs;
        return Last;
    }

    /// <summary>Takes the judged window in.</summary>
    /// <param name="isSuspicious">Whether it deviates, so that it must not be learnt.</param>
    /// <param name="span">Windows that what is usual shall reach back over.</param>
    /// <param name="shiftMs">After how long a shift that stays becomes usual.</param>
    /// <returns>Whether a shift has become usual just now.</returns>
    public bool Learn(bool isSuspicious, long span, long shiftMs)
    {
        if (!isSuspicious)
        {
            Shift.End();
            _held.Enqueue((LastObservation, Last.Z));
            if (_held.Count > HeldMax)
            {
                (Observation observation, double z) = _held.Dequeue();
                _baseline.Learn(observation, z, span);
            }

            return false;
        }

        while (_held.TryDequeue(out (Observation Observation, double Z) held))
        {
            // Before it began nothing was wrong.
            if (held.Observation.TimeUnixMs < SinceUnixMs)
                _baseline.Learn(held.Observation, held.Z, span);
        }

        Shift.Add(LastObservation, shiftMs);
        if (!Shift.IsSettled(Feature.Kind, shiftMs))
            return false;
        Adopt();
        return true;
    }

    /// <summary>What it has been like since it began to deviate is all that is usual from now on.</summary>
    public void Adopt()
    {
        _baseline.Adopt(Shift.Observations);
        Forget();
    }

    /// <summary>What it was like when it last deviated is usual as well.</summary>
    public void Blend()
    {
        _baseline.Blend(Shift.Observations);
        Forget();
    }

    public double ExpectedAt(long timeUnixMs) => _baseline.Judge(new Observation(timeUnixMs, 0, 1)).Expected;

    public double LowAt(long timeUnixMs, double sampleSize) => _baseline.Judge(new Observation(timeUnixMs, 0, sampleSize)).Low;

    public void Write(PackedWriter writer)
    {
        _baseline.Write(writer);
        foreach (double surprise in _recent)
            writer.WriteDouble(surprise);
        writer.WriteCount(_held.Count);
        foreach ((Observation observation, double z) in _held)
        {
            ObservationCodec.Write(writer, observation);
            writer.WriteDouble(z);
        }

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
        bool isShare = feature.Kind is FeatureKind.ErrorShare or FeatureKind.OperationErrors;
        IBaseline baseline = isShare ? ShareBaseline.Read(ref reader) : MeanBaseline.Read(ref reader, feature.Kind);
        FeatureMonitor monitor = new(feature, baseline);
        for (int index = 0; index < RecentMax; index++)
            monitor._recent[index] = reader.ReadDouble();
        for (int count = reader.ReadInt(HeldMax); count > 0; count--)
            monitor._held.Enqueue((ObservationCodec.Read(ref reader), reader.ReadDouble()));
        monitor.Joint = reader.ReadDouble();
        monitor.SinceUnixMs = reader.ReadCount();
        monitor.StartUnixMs = reader.ReadCount();
        monitor.IsNew = reader.ReadByte() == 1;
        monitor.LastObservation = ObservationCodec.Read(ref reader);
        monitor.Last = new Judgement(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        monitor.Shift = ShiftWatch.Read(ref reader);
        return monitor;
    }

    private void Forget()
    {
        Shift = new ShiftWatch();
        IsNew = false;
        Joint = 0;
        SinceUnixMs = 0;
        Array.Clear(_recent);
        _held.Clear();
    }

    private static double Second(double first, double second, double third) =>
        Math.Max(Math.Min(first, second), Math.Min(Math.Max(first, second), third));
}
