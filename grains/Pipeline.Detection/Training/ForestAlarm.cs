using System.Numerics;
using Pipeline.Core.Packing;
using Pipeline.Detection.Episodes;
using Pipeline.Ml.Thresholds;

namespace Pipeline.Detection.Training;

/// <summary>Says when the forest's surprise has been too high for chance: in two of the last three windows.</summary>
/// <remarks>
/// The bar is that of a <see cref="StreamingThreshold"/>, which keeps the promised rate of episodes for single windows; to ask for two
/// makes it rarer still, since chance seldom strikes twice so soon. It is calibrated on the first 256 surprises; until then, and while all
/// are too much alike to tell, the bar is the surprise of the promised rate itself, which a forest's calibration of few rows hardly ever
/// reaches. It ends when three windows in a row were below. Memory: 10 KB; packed 6.5 KB. Not thread-safe.
/// </remarks>
internal sealed class ForestAlarm
{
    /// <summary>Surprises that the bar is calibrated on.</summary>
    public const int CalibrationWindows = 256;

    /// <summary>1 kept the surprises that the bar is calibrated on in double precision.</summary>
    private const byte Version = 2;
    private const int RecentWindows = 3;
    private const int RecentMask = (1 << RecentWindows) - 1;
    private const int PeaksMax = 64;

    // A promise of more than one window in a hundred would lie below the peaks that the tail is fitted to.
    private const double PromiseMax = 0.01;
    private const double PromiseMin = 1e-9;
    private const double SurpriseMax = 10_000;

    private readonly double _promise;
    private readonly LearntThreshold _learnt = new(CalibrationWindows, PeaksMax);
    private int _recent;

    /// <param name="episodesPerWindow">False episodes allowed in a window, on average; brought within 1e-9 and 0.01.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not a number.</exception>
    public ForestAlarm(double episodesPerWindow)
    {
        if (double.IsNaN(episodesPerWindow))
            throw new ArgumentOutOfRangeException(nameof(episodesPerWindow), episodesPerWindow, "A promise must be a number.");
        _promise = Math.Clamp(episodesPerWindow, PromiseMin, PromiseMax);
    }

    /// <summary>Surprises at or above it are too high, nats.</summary>
    public double Threshold => _learnt.Threshold ?? -Math.Log(_promise);

    public bool IsAlarming { get; private set; }

    /// <summary>Takes the surprise of one more window.</summary>
    /// <param name="surprise">Nats.</param>
    /// <param name="isLearnt">Whether the bar may learn from it: not of windows that are known to be anomalous.</param>
    /// <returns><see cref="IsAlarming"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The surprise is not a number.</exception>
    public bool Observe(double surprise, bool isLearnt)
    {
        if (double.IsNaN(surprise))
            throw new ArgumentOutOfRangeException(nameof(surprise), surprise, "A surprise must be a number.");
        surprise = Math.Clamp(surprise, 0, SurpriseMax);
        _recent = ((_recent << 1) | (surprise >= Threshold ? 1 : 0)) & RecentMask;
        if (isLearnt)
            _learnt.Learn(surprise, _promise);
        IsAlarming = IsAlarming ? _recent != 0 : BitOperations.PopCount((uint)_recent) >= 2;
        return IsAlarming;
    }

    /// <summary>Packs it; equal alarms give equal bytes.</summary>
    public void Write(PackedWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteByte((byte)_recent);
        writer.WriteByte(IsAlarming ? (byte)1 : (byte)0);
        _learnt.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; fails the reader on anything else.</summary>
    public static ForestAlarm Read(ref PackedReader reader, double episodesPerWindow)
    {
        ForestAlarm alarm = new(episodesPerWindow);
        byte version = reader.ReadByte();
        if (version is 0 or > Version)
            reader.Fail();
        alarm._recent = reader.ReadInt(RecentMask);
        alarm.IsAlarming = reader.ReadInt(1) == 1;
        alarm._learnt.ReadInto(ref reader, isDouble: version < 2);
        return alarm;
    }
}
