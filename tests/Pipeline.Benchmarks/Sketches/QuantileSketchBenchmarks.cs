using BenchmarkDotNet.Attributes;
using Pipeline.Core.Sketches;

namespace Pipeline.Benchmarks.Sketches;

/// <summary>What a quantile costs: adding a value, merging two sketches, asking.</summary>
public class QuantileSketchBenchmarks
{
    private const int ValueCount = 4_096;

    private readonly long[] _values = new long[ValueCount];
    private readonly QuantileSketch _filled = new();
    private readonly QuantileSketch _other = new();
    private readonly QuantileSketch _target = new();

    /// <summary>Spread of the values: their logarithm's standard deviation. 0.5 is one endpoint's durations, 3 is response sizes.</summary>
    [Params(0.5, 3.0)]
    public double Sigma { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        for (int index = 0; index < ValueCount; index++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            _values[index] = (long)(20_000_000 * Math.Exp(Sigma * normal));
            (index % 2 == 0 ? _filled : _other).Add(_values[index]);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = ValueCount)]
    public long Add()
    {
        foreach (long value in _values)
            _target.Add(value);
        return _target.Max;
    }

    [Benchmark]
    public long Merge()
    {
        _target.Clear();
        _target.Merge(_filled);
        _target.Merge(_other);
        return _target.Max;
    }

    [Benchmark]
    public double Quantile() => _filled.Quantile(0.99);
}
