using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>The last thirty windows of a feature, in blocks of six: what creeps up shows in none of them alone.</summary>
/// <remarks>Judged at the end of each block; like <see cref="RecentWindows"/>, at a fifth of the memory.</remarks>
internal sealed class RecentBlocks
{
    private const int BlockWindows = 6;
    private const int BlocksMax = 5;
    private const double DeviationMax = 6;
    private const double ForgetAfter = 200;
    private const double PriorBlocks = 10;
    private const double PriorVariance = 3.0 / (BlockWindows * BlocksMax);

    private readonly Queue<Block> _blocks = new();
    private readonly PooledDeviation _deviation = new(PriorVariance, PriorBlocks, ForgetAfter);
    private Block _current;
    private double _z;
    private bool _isLearnable;

    public bool IsFull => _blocks.Count == BlocksMax;

    /// <summary>-ln of the chance of such a mean deviation, as of the end of the last block; nats.</summary>
    public double Surprise { get; private set; }

    /// <summary>All blocks as one.</summary>
    public Observation Pooled
    {
        get
        {
            (double sum, double weight, long time) = (0, 0, 0);
            foreach (Block block in _blocks)
                (sum, weight, time) = (sum + block.Sum, weight + block.Weight, block.TimeUnixMs);
            return new Observation(time, weight > 0 ? sum / weight : 0, weight);
        }
    }

    public void Add(in Observation observation, double z)
    {
        _current = new Block(
            _current.Sum + (observation.Value * observation.SampleSize),
            _current.Weight + observation.SampleSize,
            _current.Deviations + (float)Math.Clamp(z, -DeviationMax, DeviationMax),
            _current.Windows + 1,
            observation.TimeUnixMs);
        if (_current.Windows < BlockWindows)
            return;
        if (IsFull)
            _blocks.Dequeue();
        _blocks.Enqueue(_current);
        _current = default;
        _z = _deviation.Standardise(Mean());
        Surprise = IsFull ? _deviation.Surprise(_z) : 0;
        _isLearnable = IsFull;
    }

    /// <summary>Takes the last block for usual, once.</summary>
    public void LearnSettled()
    {
        if (!_isLearnable)
            return;
        _isLearnable = false;
        _deviation.Learn(Mean(), _z);
    }

    public void Clear()
    {
        _blocks.Clear();
        (_current, Surprise, _isLearnable) = (default, 0, false);
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(_blocks.Count);
        foreach (Block block in _blocks)
            Write(writer, block);
        Write(writer, _current);
        _deviation.Write(writer);
        writer.WriteDouble(_z);
        writer.WriteDouble(Surprise);
        writer.WriteByte(_isLearnable ? (byte)1 : (byte)0);
    }

    public static RecentBlocks Read(ref PackedReader reader)
    {
        RecentBlocks recent = new();
        for (int count = reader.ReadInt(BlocksMax); count > 0; count--)
            recent._blocks.Enqueue(ReadBlock(ref reader));
        recent._current = ReadBlock(ref reader);
        recent._deviation.ReadInto(ref reader);
        recent._z = reader.ReadDouble();
        recent.Surprise = reader.ReadDouble();
        recent._isLearnable = reader.ReadByte() == 1;
        return recent;
    }

    private double Mean()
    {
        (double sum, int windows) = (0, 0);
        foreach (Block block in _blocks)
            (sum, windows) = (sum + block.Deviations, windows + block.Windows);
        return windows == 0 ? 0 : sum / windows;
    }

    private static void Write(PackedWriter writer, in Block block)
    {
        writer.WriteCount(block.Windows);
        if (block.Windows == 0)
            return;
        writer.WriteSingle(block.Sum);
        writer.WriteSingle(block.Weight);
        writer.WriteSingle(block.Deviations);
        writer.WriteCount(block.TimeUnixMs);
    }

    private static Block ReadBlock(ref PackedReader reader)
    {
        int windows = reader.ReadInt(BlockWindows);
        return windows == 0 ? default : new Block(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), windows, reader.ReadCount());
    }

    private readonly record struct Block(float Sum, float Weight, float Deviations, int Windows, long TimeUnixMs);
}
