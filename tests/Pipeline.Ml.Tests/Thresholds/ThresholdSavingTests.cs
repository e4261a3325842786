using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Saving;
using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class ThresholdSavingTests
{
    [Theory]
    [InlineData("normal", 2_000)]
    [InlineData("discrete", 20_000)]
    [InlineData("constant", 10)]
    [InlineData("heavy", 1)]
    public void Read_CalibrationWritten_AnswersBitForBitTheSame(string shape, int count)
    {
        PeaksOverThreshold calibration = PeaksOverThreshold.Fit(Draws.Of(shape, count, seed: 1));
        byte[] bytes = Saved(calibration.Write);
        PeaksOverThreshold read = PeaksOverThreshold.Read(Reader(bytes));

        for (double score = -5; score < 50; score += 0.37)
        {
            Assert.Equal(calibration.PValue(score), read.PValue(score));
            Assert.Equal(calibration.EpisodesPerObservation(score), read.EpisodesPerObservation(score));
        }

        foreach (double rate in new[] { 0.3, 1e-2, 1e-3, 1e-5 })
            Assert.Equal(calibration.Threshold(rate), read.Threshold(rate));
        Assert.Equal(calibration.PointEstimate, read.PointEstimate);
        Assert.Equal(calibration.RunLength, read.RunLength);
        Assert.Equal(bytes, Saved(read.Write));
        Assert.InRange(bytes.Length, 1, 51_000);
    }

    [Fact]
    public void Load_SavedInMidStream_GoesOnBitForBitTheSame()
    {
        double[] scores = Draws.Autocorrelated(0.8, 9_000, seed: 2);
        StreamingThresholdOptions options = new() { Promise = new LongRunRate(1, 500), PeaksMax = 40 };
        StreamingThreshold threshold = new(scores.AsSpan(0, 1_000), options);
        for (int position = 1_000; position < scores.Length; position++)
        {
            if (position % 500 == 3)
            {
                byte[] bytes = Saved(threshold);
                StreamingThreshold loaded = StreamingThreshold.Load(new MemoryStream(bytes));
                Assert.Equal(bytes, Saved(loaded));
                // The copy goes on in place of the original from here: were anything lost, the twin below would differ.
                threshold = loaded;
            }

            threshold.Observe(scores[position]);
        }

        StreamingThreshold twin = new(scores.AsSpan(0, 1_000), options);
        foreach (double score in scores.AsSpan(1_000))
            twin.Observe(score);
        Assert.Equal(twin.Threshold, threshold.Threshold);
        Assert.Equal(twin.Episodes, threshold.Episodes);
        Assert.Equal(twin.LatestEpisode, threshold.LatestEpisode);
        Assert.Equal(Saved(twin), Saved(threshold));
    }

    [Fact]
    public void Load_ThresholdFollowedByAnother_ReadsEachAndNothingMore()
    {
        StreamingThreshold first = Small(seed: 7);
        StreamingThreshold second = Small(seed: 8);
        using MemoryStream stream = new();
        first.Save(stream);
        second.Save(stream);
        stream.Position = 0;
        Assert.Equal(first.Threshold, StreamingThreshold.Load(stream).Threshold);
        Assert.Equal(second.Threshold, StreamingThreshold.Load(stream).Threshold);
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void Load_TruncatedOrChangedAnywhere_IsAModelFormatException()
    {
        byte[] bytes = Saved(Small(seed: 3));
        for (int place = 0; place < bytes.Length; place++)
        {
            Assert.Throws<ModelFormatException>(() => StreamingThreshold.Load(new MemoryStream(bytes[..place])));
            byte[] broken = [.. bytes];
            broken[place] ^= 0x10;
            Assert.Throws<ModelFormatException>(() => StreamingThreshold.Load(new MemoryStream(broken)));
        }

        StreamingThreshold.Load(new MemoryStream(bytes));
    }

    [Fact]
    public void Load_AnotherModel_SaysWhatItIs()
    {
        using MemoryStream stream = new();
        IsolationForest.Fit(new FeatureMatrix(new float[] { 1, 2, 3, 4 }, 1), new IsolationForestOptions { TreeCount = 1 }).Save(stream);
        stream.Position = 0;
        Assert.Contains(nameof(IsolationForest), Assert.Throws<ModelFormatException>(() => StreamingThreshold.Load(stream)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PayloadTruncatedAnywhere_IsInvalid()
    {
        byte[] bytes = Saved(Small(seed: 3).Write);
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => StreamingThreshold.Read(Reader(bytes[..length])));
        StreamingThreshold.Read(Reader(bytes));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Read_RandomlyBroken_IsInvalidOrStillFalls(int seed)
    {
        Random random = new(seed);
        byte[] bytes = Saved(PeaksOverThreshold.Fit(Draws.Of("normal", 150, seed)).Write);
        for (int round = 0; round < 3_000; round++)
        {
            byte[] broken = [.. bytes];
            broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            if (round % 3 == 0)
                random.NextBytes(broken.AsSpan(random.Next(broken.Length)));
            try
            {
                PeaksOverThreshold read = PeaksOverThreshold.Read(Reader(broken));
                double pValue = read.PValue(3);
                Assert.InRange(pValue, 0, 1);
                Assert.InRange(read.PValue(5), 0, pValue);
                Assert.False(double.IsNaN(read.Threshold(1e-3)), $"seed {seed}, round {round}");
            }
            catch (InvalidDataException)
            {
                // Refused, as it should be where the bytes can be told to be broken.
            }
        }
    }

    [Fact]
    public void Read_HugeCount_IsRefusedBeforeMemoryIsTaken()
    {
        byte[] bytes = Saved(PeaksOverThreshold.Fit(Draws.Of("normal", 150, seed: 6)).Write);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), int.MaxValue);
        Assert.Contains("number of kept scores", Assert.Throws<InvalidDataException>(() => PeaksOverThreshold.Read(Reader(bytes))).Message,
            StringComparison.Ordinal);
    }

    private static StreamingThreshold Small(int seed) =>
        new(Draws.Of("normal", 150, seed), new StreamingThresholdOptions { Promise = new LongRunRate(1, 100) });

    private static byte[] Saved(StreamingThreshold threshold)
    {
        using MemoryStream stream = new();
        threshold.Save(stream);
        return stream.ToArray();
    }

    private static BinaryReader Reader(byte[] bytes) => new(new MemoryStream(bytes));

    private static byte[] Saved(Action<BinaryWriter> write)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
