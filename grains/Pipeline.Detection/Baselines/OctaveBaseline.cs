using Pipeline.Core.Packing;
using Pipeline.Core.Windows;

namespace Pipeline.Detection.Baselines;

/// <summary>How many calls of an operation an event usually makes, by octave: so that one event in a hundred that makes far more shows.</summary>
/// <remarks>
/// The mean hides them. For each octave the share of events that make at least so many is judged like failures are; the most surprising
/// octave counts, less the logarithm of their number.
/// </remarks>
internal sealed class OctaveBaseline
{
    private const int KnownFrom = 8;
    private const double HalvedAfter = 8_640;
    private const double EventsMin = 2.5;
    private const double RatioMin = 3;

    private readonly double[] _atLeast = new double[CallHistogram.BucketCount];
    private double _events;
    private double _windows;

    public long Learnt { get; private set; }

    /// <summary>Judges the octaves of a window.</summary>
    /// <param name="octaves">Share of the events by octave, as <see cref="CallHistogram"/>.</param>
    /// <param name="events">Independent events.</param>
    /// <param name="calls">The least calls of the octave that stands out.</param>
    /// <param name="share">Share of the events at or above it.</param>
    public Judgement Judge(IReadOnlyList<double> octaves, double events, out double calls, out double share)
    {
        (calls, share) = (0, 0);
        if (Learnt < KnownFrom || _events <= 0)
            return Judgement.Unknown;
        Judgement most = new(0, 0, 0, 0, 0);
        double atLeast = 0;
        for (int bucket = CallHistogram.BucketCount - 1; bucket > 0; bucket--)
        {
            atLeast += octaves[bucket];
            double usual = _atLeast[bucket] / _events;
            bool isMaterial = atLeast * events >= EventsMin && atLeast >= usual * RatioMin;
            double surprise = isMaterial ? BetaTail.Surprise(atLeast * events, events, _atLeast[bucket], _events) - Math.Log(CallHistogram.BucketCount) : 0;
            if (surprise <= most.Surprise)
                continue;
            most = new Judgement(surprise, surprise, usual, 0, usual);
            (calls, share) = (CallHistogram.LeastOf(bucket), atLeast);
        }

        if (calls == 0)
            (calls, share) = Highest(octaves);
        return most;
    }

    public void Learn(IReadOnlyList<float> octaves, double events)
    {
        Learnt++;
        _windows++;
        _events += events;
        double atLeast = 0;
        for (int bucket = CallHistogram.BucketCount - 1; bucket >= 0; bucket--)
        {
            atLeast += octaves[bucket];
            _atLeast[bucket] += atLeast * events;
        }

        if (_windows <= HalvedAfter)
            return;
        (_events, _windows) = (_events / 2, _windows / 2);
        for (int bucket = 0; bucket < _atLeast.Length; bucket++)
            _atLeast[bucket] /= 2;
    }

    /// <summary>Takes these for usual as well, as if there had been as many of them as of all others.</summary>
    public void Blend(IReadOnlyList<float> octaves)
    {
        double events = Math.Max(_events, 1);
        _events += events;
        double atLeast = 0;
        for (int bucket = CallHistogram.BucketCount - 1; bucket >= 0; bucket--)
        {
            atLeast += octaves[bucket];
            _atLeast[bucket] += atLeast * events;
        }
    }

    /// <summary>Forgets what was usual, to learn anew.</summary>
    public void Reset()
    {
        Array.Clear(_atLeast);
        (_events, _windows, Learnt) = (0, 0, 0);
    }

    public void Write(PackedWriter writer)
    {
        foreach (double value in _atLeast)
            writer.WriteDouble(value);
        writer.WriteDouble(_events);
        writer.WriteDouble(_windows);
        writer.WriteCount(Learnt);
    }

    public static OctaveBaseline Read(ref PackedReader reader)
    {
        OctaveBaseline baseline = new();
        for (int bucket = 0; bucket < baseline._atLeast.Length; bucket++)
            baseline._atLeast[bucket] = reader.ReadDouble();
        baseline._events = reader.ReadDouble();
        baseline._windows = reader.ReadDouble();
        baseline.Learnt = reader.ReadCount();
        return baseline;
    }

    private static (double Calls, double Share) Highest(IReadOnlyList<double> octaves)
    {
        for (int bucket = CallHistogram.BucketCount - 1; bucket > 0; bucket--)
        {
            if (octaves[bucket] > 0)
                return (CallHistogram.LeastOf(bucket), octaves[bucket]);
        }

        return (0, 0);
    }
}
