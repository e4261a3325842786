using Pipeline.Core.Sketches;

namespace Pipeline.Core.Tests.Sketches;

public sealed class QuantileSketchTests
{
    private static readonly double[] Quantiles = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

    [Theory]
    [InlineData("constant")]
    [InlineData("uniform")]
    [InlineData("exponential")]
    [InlineData("lognormal")]
    [InlineData("bimodal")]
    [InlineData("small")]
    [InlineData("zeros")]
    [InlineData("wide")]
    public void Quantile_AnyShape_IsWithinRelativeAccuracyOfExactSorting(string shape)
    {
        foreach (int size in (int[])[1, 2, 10, 1_000, 20_000])
        {
            long[] values = Draw(shape, size, seed: 17);
            QuantileSketch sketch = SketchOf(values);
            Array.Sort(values);
            foreach (double q in Quantiles)
            {
                long exact = values[(int)Math.Floor(q * (size - 1))];
                double estimate = sketch.Quantile(q);
                Assert.True(
                    Math.Abs(estimate - exact) <= exact * QuantileSketch.RelativeAccuracy,
                    $"{shape}, {size} values, q {q}: {estimate} for {exact}");
            }
        }
    }

    [Fact]
    public void Add_AnyValues_KeepsSumMinimumAndMaximumExact()
    {
        long[] values = Draw("lognormal", 5_000, seed: 3);
        QuantileSketch sketch = SketchOf(values);

        Assert.Equal((Int128)values.Sum() * 1_000_000, sketch.SumMicro);
        Assert.Equal(values.Min(), sketch.Min);
        Assert.Equal(values.Max(), sketch.Max);
        Assert.Equal((Int128)5_000 * 1_000_000, sketch.TotalWeightMicro);
        Assert.Equal(values.Average(), sketch.Mean, 1e-6);
    }

    [Fact]
    public void Merge_TwoSketches_EqualsOneOfAllValues()
    {
        long[] values = Draw("lognormal", 4_000, seed: 5);
        QuantileSketch left = SketchOf(values.AsSpan(0, 1_500));
        left.Merge(SketchOf(values.AsSpan(1_500)));

        Assert.Equal(SketchBytes.Pack(SketchOf(values)), SketchBytes.Pack(left));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Merge_CollapsingSketchesInAnyOrder_GivesTheSameBytes(int seed)
    {
        Random random = new(seed);
        QuantileSketch[] parts = [.. Enumerable.Range(0, 12).Select(part => RandomSketch(random, part))];
        QuantileSketch forward = new();
        foreach (QuantileSketch part in parts)
            forward.Merge(part);
        random.Shuffle(parts);
        QuantileSketch paired = new();
        for (int index = 0; index < parts.Length; index += 2)
        {
            QuantileSketch pair = new();
            pair.Merge(parts[index + 1]);
            pair.Merge(parts[index]);
            paired.Merge(pair);
        }

        Assert.True(forward.HasCollapsed, $"seed {seed} should collapse");
        Assert.Equal(SketchBytes.Pack(forward), SketchBytes.Pack(paired));
    }

    [Fact]
    public void Quantile_CollapsedSketch_StaysAccurateAboveTheBound()
    {
        Random random = new(23);
        long[] values = [.. Enumerable.Range(0, 20_000).Select(_ => (long)Math.Pow(2, random.NextDouble() * 60) + 1)];
        QuantileSketch sketch = SketchOf(values);
        Array.Sort(values);

        Assert.True(sketch.HasCollapsed);
        Assert.InRange(sketch.CollapsedBelow, 1L << 27, 1L << 29);
        Assert.True(SketchBytes.BucketsInUse(sketch) <= QuantileSketch.MaxBuckets);
        for (double q = 0.5; q <= 1; q += 0.05)
        {
            long exact = values[(int)Math.Floor(q * (values.Length - 1))];
            Assert.True(exact > sketch.CollapsedBelow);
            Assert.Equal(exact, sketch.Quantile(q), exact * QuantileSketch.RelativeAccuracy);
        }
    }

    [Fact]
    public void Quantile_WeightedValues_CountsEachAsManyTimesAsItStandsFor()
    {
        QuantileSketch sketch = new();
        sketch.Add(100, count: 90);
        sketch.Add(10_000, count: 1, weightMicro: 10_000_000);

        Assert.Equal(100, sketch.Quantile(0.85), 100 * QuantileSketch.RelativeAccuracy);
        Assert.Equal(10_000, sketch.Quantile(0.95), 10_000 * QuantileSketch.RelativeAccuracy);
    }

    [Fact]
    public void QuantileInterval_NothingSampled_IsThePointItself()
    {
        QuantileInterval interval = SketchOf(Draw("uniform", 1_000, seed: 1)).QuantileInterval(0.5);

        Assert.Equal(interval.Estimate, interval.Lower);
        Assert.Equal(interval.Estimate, interval.Upper);
    }

    [Fact]
    public void QuantileInterval_SampledOneInTen_CoversTheTrueQuantileMostOfTheTime()
    {
        Random random = new(29);
        int covered = 0;
        for (int round = 0; round < 100; round++)
        {
            long[] population = Draw("lognormal", 5_000, random.Next());
            QuantileSketch sample = new();
            foreach (long value in population)
            {
                if (random.Next(10) == 0)
                    sample.Add(value, weightMicro: 10_000_000);
            }

            Array.Sort(population);
            long exact = population[(int)(0.9 * (population.Length - 1))];
            QuantileInterval interval = sample.QuantileInterval(0.9);
            if (exact >= interval.Lower * 0.992 && exact <= interval.Upper * 1.008)
                covered++;
        }

        Assert.InRange(covered, 88, 100);
    }

    [Fact]
    public void EffectiveSampleSize_EqualWeights_GrowsWithTheSample()
    {
        QuantileSketch sketch = new();
        for (int index = 0; index < 100; index++)
            sketch.Add(5, weightMicro: 10_000_000);

        // 1,000 estimated calls; variance 100 x 10 x 9.
        Assert.Equal(1_000.0 * 1_000 / 9_000, sketch.EffectiveSampleSize, 1e-9);
    }

    [Fact]
    public void Add_HugestWeights_SaturatesInsteadOfWrapping()
    {
        QuantileSketch sketch = new();
        for (int index = 0; index < 3; index++)
            sketch.Add(1L << 53, count: 1_000_000_000, weightMicro: 1_000_000_000_000);

        Assert.Equal(long.MaxValue, sketch.TotalWeightMicro);
        Assert.Equal(1L << 53, sketch.Quantile(0.5), (1L << 53) * QuantileSketch.RelativeAccuracy);
    }

    [Fact]
    public void Quantile_Empty_IsNotANumber() => Assert.True(double.IsNaN(new QuantileSketch().Quantile(0.5)));

    [Fact]
    public void Clear_UsedSketch_IsAsNew()
    {
        QuantileSketch sketch = SketchOf(Draw("wide", 1_000, seed: 2));
        sketch.Clear();
        Assert.True(sketch.IsEmpty);
        sketch.Add(7);

        Assert.Equal(SketchBytes.Pack(SketchOf([7])), SketchBytes.Pack(sketch));
    }

    internal static QuantileSketch SketchOf(ReadOnlySpan<long> values)
    {
        QuantileSketch sketch = new();
        foreach (long value in values)
            sketch.Add(value);
        return sketch;
    }

    internal static long[] Draw(string shape, int size, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, size).Select(_ => DrawOne(shape, random))];
    }

    private static long DrawOne(string shape, Random random) => shape switch
    {
        "constant" => 123_456_789,
        "uniform" => random.NextInt64(0, 1_000_000_000),
        "exponential" => (long)(-Math.Log(1 - random.NextDouble()) * 10_000_000),
        "lognormal" => (long)Math.Exp(16 + (1.5 * Gauss(random))),
        "bimodal" => random.Next(100) < 95 ? 10_000_000 + random.Next(1_000_000) : 8_000_000_000 + random.Next(1_000_000_000),
        "small" => random.Next(0, 200),
        "zeros" => random.Next(3) == 0 ? random.Next(1_000_000) : 0,
        "wide" => (long)Math.Pow(2, random.NextDouble() * 31),
        _ => throw new ArgumentException($"No shape {shape}."),
    };

    private static double Gauss(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static QuantileSketch RandomSketch(Random random, int part)
    {
        QuantileSketch sketch = new();
        for (int index = random.Next(50); index >= 0; index--)
        {
            double octaves = random.NextDouble() * (part % 3 == 0 ? 61 : 35);
            sketch.Add((long)Math.Pow(2, octaves), random.Next(1, 4), 1_000_000 + (random.Next(4) * 500_000));
        }

        return sketch;
    }
}
