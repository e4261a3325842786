using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Saving;

namespace Pipeline.Ml.Tests.Saving;

public sealed class IsolationForestSavingTests
{
    [Theory]
    [InlineData(ForestScoring.PathLength, 256, null)]
    [InlineData(ForestScoring.Density, 256, null)]
    [InlineData(ForestScoring.Blended, 256, null)]
    [InlineData(ForestScoring.PathLength, 2000, 4)]
    [InlineData(ForestScoring.PathLength, 2, null)]
    public void Loaded_ScoresAndExplainsWithTheSameBits(ForestScoring scoring, int subsampleSize, int? height)
    {
        FeatureMatrix data = Generated.Normal(2000, 5, 41).With((row, column, value) => (row + column) % 17 == 0 ? float.NaN : value);
        IsolationForest forest = IsolationForest.Fit(
            data, new IsolationForestOptions { Seed = 9, Scoring = scoring, SubsampleSize = subsampleSize, HeightLimit = height });
        IsolationForest loaded = Load(Save(forest));

        double[] contributions = new double[5];
        double[] loadedContributions = new double[5];
        for (int row = 0; row < data.RowCount; row += 10)
        {
            Assert.Equal(forest.Explain(data.Row(row), contributions), loaded.Explain(data.Row(row), loadedContributions));
            Assert.Equal(contributions, loadedContributions);
        }

        Assert.Equal((5, 100, forest.HeightLimit, subsampleSize), (loaded.ColumnCount, loaded.TreeCount, loaded.HeightLimit, loaded.SubsampleSize));
        Assert.Equal(Save(forest), Save(loaded));
    }

    [Fact]
    public void DefaultForest_TakesLessThan50Kilobytes() =>
        Assert.InRange(Save(IsolationForest.Fit(Generated.Normal(2000, 20, 42), new IsolationForestOptions())).Length, 20_000, 50_000);

    public static TheoryData<string, float[]> TablesThatAllowFewCuts => new()
    {
        { "one row", [1, 2, 3] }, { "equal rows", [.. Enumerable.Repeat(3f, 150)] }, { "nothing but missing values", [.. Enumerable.Repeat(float.NaN, 150)] },
        { "two kinds of rows", [.. Enumerable.Range(0, 150).Select(i => (float)(i / 75))] },
    };

    [Theory]
    [MemberData(nameof(TablesThatAllowFewCuts))]
    public void TableThatAllowsFewCuts_IsLoadedAgain(string what, float[] values)
    {
        FeatureMatrix data = new(values, 3);
        foreach (int? height in (int?[])[null, 16])
        {
            IsolationForest forest = IsolationForest.Fit(data, new IsolationForestOptions { HeightLimit = height, TreeCount = 50 });
            IsolationForest loaded = Load(Save(forest));
            Assert.True(forest.Score(data.Row(0)) == loaded.Score(data.Row(0)), what);
            Assert.Equal(forest.Score([847, 847, float.NaN]), loaded.Score([847, 847, float.NaN]));
        }
    }

    // The checksum can be right and the file still ask for more than it holds.
    [Fact]
    public void FewBytes_DoNotAllocateGigabytes()
    {
        using MemoryStream stream = new();
        ModelContainer.Write(stream, ModelKind.IsolationForest, 1, static writer =>
        {
            writer.Write7BitEncodedInt(1);
            writer.Write7BitEncodedInt(8_000);
            writer.Write((byte)16);
            writer.Write7BitEncodedInt(1);
            writer.Write((byte)0);
            writer.Write([.. Enumerable.Repeat((byte)2, 8_000)]);
        });
        ModelFormatException exception = Assert.Throws<ModelFormatException>(() => Load(stream.ToArray()));
        Assert.Contains("8000 trees of height 16", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralInOneStream_AreReadOneAfterTheOther()
    {
        IsolationForest first = IsolationForest.Fit(Generated.Normal(50, 1, 1), new IsolationForestOptions { TreeCount = 2 });
        IsolationForest second = IsolationForest.Fit(Generated.Normal(50, 2, 1), new IsolationForestOptions { TreeCount = 2 });
        using MemoryStream stream = new();
        first.Save(stream);
        second.Save(stream);
        stream.Position = 0;

        Assert.Equal(1, IsolationForest.Load(stream).ColumnCount);
        Assert.Equal(2, IsolationForest.Load(stream).ColumnCount);
    }

    [Fact]
    public void CutShortAnywhere_IsAClearError()
    {
        byte[] bytes = Save(IsolationForest.Fit(Generated.Normal(60, 2, 43), new IsolationForestOptions { TreeCount = 3, SubsampleSize = 16 }));
        for (int length = 0; length < bytes.Length; length++)
        {
            ModelFormatException exception = Assert.Throws<ModelFormatException>(() => Load(bytes[..length]));
            Assert.Contains("cut short", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnyFlippedBit_IsAClearError()
    {
        byte[] bytes = Save(IsolationForest.Fit(Generated.Normal(60, 2, 44), new IsolationForestOptions { TreeCount = 3, SubsampleSize = 16 }));
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<ModelFormatException>(() => Load(damaged));
        }
    }

    // A checksum does not keep out what was wrong before it was computed: any payload must be read or refused, and nothing else.
    [Fact]
    public void ArbitraryPayloads_AreReadOrRefused()
    {
        byte[] payload = Save(IsolationForest.Fit(Generated.Normal(60, 2, 45), new IsolationForestOptions { TreeCount = 3, SubsampleSize = 16 }))[20..];
        Random random = new(46);
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] altered = [.. payload];
            for (int i = 0; i <= round % 3; i++)
            {
                altered[random.Next(altered.Length)] = (byte)random.Next(256);
            }

            using MemoryStream stream = new();
            ModelContainer.Write(stream, ModelKind.IsolationForest, 1, writer => writer.Write(altered));
            try
            {
                IsolationForest loaded = Load(stream.ToArray());
                Assert.False(double.IsNaN(loaded.Score(new float[loaded.ColumnCount])));
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2999);
    }

    [Fact]
    public void SomethingElse_IsToldApart()
    {
        Assert.Contains("not a saved model", Assert.Throws<ModelFormatException>(() => Load(new byte[100])).Message, StringComparison.Ordinal);
        using MemoryStream tails = new();
        ModelContainer.Write(tails, ModelKind.TailModel, 1, static _ => { });
        Assert.Contains("holds TailModel, not IsolationForest", Assert.Throws<ModelFormatException>(() => Load(tails.ToArray())).Message, StringComparison.Ordinal);
        using MemoryStream newer = new();
        ModelContainer.Write(newer, ModelKind.IsolationForest, 9, static _ => { });
        Assert.Contains("version 9", Assert.Throws<ModelFormatException>(() => Load(newer.ToArray())).Message, StringComparison.Ordinal);
    }

    private static byte[] Save(IsolationForest forest)
    {
        using MemoryStream stream = new();
        forest.Save(stream);
        return stream.ToArray();
    }

    private static IsolationForest Load(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return IsolationForest.Load(stream);
    }
}
