using System.Buffers.Binary;
using System.Numerics;
using Pipeline.Core.Packing;
using Pipeline.Ml.Saving;
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

    private const byte Version = 1;
    private const int RecentWindows = 3;
    private const int RecentMask = (1 << RecentWindows) - 1;
    private const int PeaksMax = 64;

    // A promise of more than one window in a hundred would lie below the peaks that the tail is fitted to.
    private const double PromiseMax = 0.01;
    private const double PromiseMin = 1e-9;
    private const double SurpriseMax = 10_000;

    private readonly double _promise;
    private readonly List<double> _calibration = [];
    private StreamingThreshold? _running;
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
    public double Threshold => _running is { Threshold: < double.PositiveInfinity and var threshold } ? threshold : -Math.Log(_promise);

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
            Learn(surprise);
        IsAlarming = IsAlarming ? _recent != 0 : BitOperations.PopCount((uint)_recent) >= 2;
        return IsAlarming;
    }

    /// <summary>Packs it; equal alarms give equal bytes.</summary>
    public void Write(PackedWriter writer)
    {
        writer.WriteByte(Version);
        writer.WriteByte((byte)_recent);
        writer.WriteByte(IsAlarming ? (byte)1 : (byte)0);
        writer.WriteCount(_calibration.Count);
        foreach (double surprise in _calibration)
            BinaryPrimitives.WriteDoubleLittleEndian(writer.Take(sizeof(double)), surprise);
        using MemoryStream saved = new();
        _running?.Save(saved);
        writer.WriteBlock(saved.GetBuffer().AsSpan(0, (int)saved.Length));
    }

    /// <summary>Reads what <see cref="Write"/> wrote; fails the reader on anything else.</summary>
    public static ForestAlarm Read(ref PackedReader reader, double episodesPerWindow)
    {
        ForestAlarm alarm = new(episodesPerWindow);
        if (reader.ReadByte() != Version)
            reader.Fail();
        alarm._recent = reader.ReadInt(RecentMask);
        alarm.IsAlarming = reader.ReadInt(1) == 1;
        int count = reader.ReadInt(CalibrationWindows - 1);
        for (int index = 0; index < count && !reader.Failed; index++)
        {
            ReadOnlySpan<byte> bytes = reader.ReadRaw(sizeof(double));
            double surprise = bytes.IsEmpty ? 0 : BinaryPrimitives.ReadDoubleLittleEndian(bytes);
            if (!(surprise is >= 0 and <= SurpriseMax))
                reader.Fail();
            alarm._calibration.Add(surprise);
        }

        ReadOnlySpan<byte> running = reader.ReadBlock();
        if (!running.IsEmpty && !alarm.TryLoad(running))
            reader.Fail();
        return alarm;
    }

    private void Learn(double surprise)
    {
        if (_running is not null)
        {
            _running.Observe(surprise);
            return;
        }

        _calibration.Add(surprise);
        if (_calibration.Count < CalibrationWindows)
            return;
        _running = new StreamingThreshold([.. _calibration], new StreamingThresholdOptions
        {
            Promise = new LongRunRate(_promise, 1),
            PeaksMax = PeaksMax,
        });
        _calibration.Clear();
        _calibration.Capacity = 0;
    }

    private bool TryLoad(ReadOnlySpan<byte> saved)
    {
        using MemoryStream stream = new(saved.ToArray());
        try
        {
            _running = StreamingThreshold.Load(stream);
            return stream.Position == stream.Length;
        }
        catch (ModelFormatException)
        {
            return false;
        }
    }
}
