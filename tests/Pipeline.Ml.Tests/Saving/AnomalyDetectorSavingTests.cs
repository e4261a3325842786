using Pipeline.Ml.Data;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Saving;
using Pipeline.Ml.Tests.Detectors;

namespace Pipeline.Ml.Tests.Saving;

public sealed class AnomalyDetectorSavingTests
{
    [Theory]
    [InlineData(DetectorKind.Joined)]
    [InlineData(DetectorKind.Forest)]
    [InlineData(DetectorKind.Tail)]
    public void Loaded_JudgesWithTheSameBits(DetectorKind kind)
    {
        AnomalyDetector detector = AnomalyDetector.Fit(AnomalyDetectorTests.CallCounts(1500, 81), new AnomalyDetectorOptions { Kind = kind });
        AnomalyDetector loaded = Load(Save(detector));
        FeatureMatrix rows = AnomalyDetectorTests.CallCounts(300, 82).With((row, column, value) => row % 7 == column ? value * 40 : value);
        for (int row = 0; row < rows.RowCount; row++)
        {
            Explanation expected = detector.Explain(rows.Row(row));
            Explanation actual = loaded.Explain(rows.Row(row));
            Assert.Equal(expected.Judgement, actual.Judgement);
            Assert.Equal(expected.Causes, actual.Causes);
        }

        Assert.Equal(Save(detector), Save(loaded));
    }

    // Weights of any size: sums of them are not exact, and small ones vanish beside large ones.
    [Theory]
    [InlineData("forgetting")]
    [InlineData("log-normal")]
    [InlineData("one heavy")]
    [InlineData("huge")]
    public void Weighted_IsLoadedAgain(string kind)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            Random random = new(seed);
            float[] weights = new float[700];
            for (int row = 0; row < weights.Length; row++)
            {
                weights[row] = kind switch
                {
                    "forgetting" => (float)Math.Pow(0.5, row / 100.0),
                    "log-normal" => (float)Math.Exp(5 * Generated.Normal(random)),
                    "one heavy" => row == 17 ? 1e18f : 1,
                    _ => row is < 8 or > 691 ? 1e18f : 1e38f,
                };
            }

            FeatureMatrix data = Generated.Normal(700, 2, seed);
            AnomalyDetector detector = AnomalyDetector.Fit(data, new AnomalyDetectorOptions { Forest = AnomalyDetectorOptions.DefaultForest with { TreeCount = 5 } }, weights);
            Assert.Equal(detector.Judge([5f, 5f]), Load(Save(detector)).Judge([5f, 5f]));
        }
    }

    [Fact]
    public void DamagedAnywhere_IsAClearError()
    {
        byte[] bytes = Save(AnomalyDetector.Fit(AnomalyDetectorTests.CallCounts(60, 83), new AnomalyDetectorOptions { Forest = new() { TreeCount = 2 } }));
        Random random = new(84);
        for (int round = 0; round < 500; round++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 + random.Next(255));
            Assert.Throws<ModelFormatException>(() => Load(damaged));
            Assert.Throws<ModelFormatException>(() => Load(bytes[..random.Next(bytes.Length)]));
        }
    }

    [Fact]
    public void ArbitraryPayloads_AreReadOrRefused()
    {
        byte[] payload = Save(AnomalyDetector.Fit(AnomalyDetectorTests.CallCounts(60, 85), new AnomalyDetectorOptions { Forest = new() { TreeCount = 2 } }))[20..];
        Random random = new(86);
        int refused = 0;
        for (int round = 0; round < 2000; round++)
        {
            byte[] altered = [.. payload];
            altered[random.Next(altered.Length)] = (byte)random.Next(256);
            using MemoryStream stream = new();
            ModelContainer.Write(stream, ModelKind.AnomalyDetector, 1, writer => writer.Write(altered));
            try
            {
                Assert.False(double.IsNaN(Load(stream.ToArray()).Score([3f, 2f, 20f, 1f])));
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 1999);
    }

    private static byte[] Save(AnomalyDetector detector)
    {
        using MemoryStream stream = new();
        detector.Save(stream);
        return stream.ToArray();
    }

    private static AnomalyDetector Load(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return AnomalyDetector.Load(stream);
    }
}
