using Pipeline.Ml.Data;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Tests.Tails;

public sealed class TailSavingTests
{
    private static readonly string[] s_names =
        ["normal", "Poisson 2", "negative binomial", "often missing", "Pareto 1.5", "constant", "two-valued", "absent"];

    [Fact]
    public void LoadedModel_ScoresTheSameBits_AndWritesTheSameBytes()
    {
        TailModel model = Model(51, 3_000);
        byte[] bytes = Bytes(model);
        TailModel loaded = TailModel.Read(Reader(bytes));

        Assert.Equal(bytes, Bytes(loaded));
        FeatureMatrix asked = Rows(52, 2_000);
        double[] surprises = new double[s_names.Length], again = new double[s_names.Length];
        for (int row = 0; row < asked.RowCount; row++)
        {
            float[] values = asked.Row(row).ToArray();
            values[row % s_names.Length] = row * row;
            Assert.Equal(BitConverter.DoubleToInt64Bits(model.Explain(values, surprises)), BitConverter.DoubleToInt64Bits(loaded.Explain(values, again)));
            Assert.Equal(surprises, again);
        }
    }

    [Fact]
    public void Reading_LeavesWhatFollows()
    {
        byte[] bytes = [.. Bytes(Model(53, 100)), 42];
        BinaryReader reader = Reader(bytes);
        TailModel.Read(reader);
        Assert.Equal(42, reader.ReadByte());
    }

    [Fact]
    public void EveryTruncation_IsRefused()
    {
        byte[] bytes = Bytes(Model(54, 40));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => TailModel.Read(Reader(bytes[..length])));
    }

    /// <summary>What no check can tell from a model must still score without failing.</summary>
    [Theory]
    [InlineData(61)]
    [InlineData(62)]
    public void BrokenBytes_AreRefusedOrStayHarmless(int seed)
    {
        byte[] bytes = Bytes(Model(55, 60));
        Random random = new(seed);
        int refused = 0;
        for (int round = 0; round < 4_000; round++)
        {
            byte[] broken = [.. bytes];
            for (int i = random.Next(1, 4); i > 0; i--)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            try
            {
                double score = TailModel.Read(Reader(broken)).Score([1, 900, 3, 4, 5e9f, 6, 7, 8]);
                Assert.InRange(score, 0, TailModel.MaxSurprise);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 500, $"seed {seed}: {refused} refused");
    }

    [Fact]
    public void BrokenNumbers_AreRefusedWithTheirColumnAndReason()
    {
        byte[] bytes = Bytes(TailModel.Fit(new FeatureMatrix(new float[] { 1, 2.5f, 3 }, 1), new TailOptions()));

        AssertRefused(bytes, 0, 9, "version 9");
        AssertRefused(bytes, 4, 0, "0 columns");
        AssertRefused(bytes, 8, 7, "column 0: kind 7");
        AssertRefused(bytes, 9, 0, "sides 0");
        AssertRefused(bytes, 10, 2, "2 where 0 or 1");
        AssertRefused(bytes, 53, 200, "51203 order statistics");
        AssertRefused(bytes, 55, 255, "order statistics");
        AssertRefused(bytes, 59, 0xFF, "order statistic 0 is");
    }

    private static void AssertRefused(byte[] bytes, int index, byte value, string reason)
    {
        byte[] broken = [.. bytes];
        broken[index] = value;
        string message = Assert.Throws<InvalidDataException>(() => TailModel.Read(Reader(broken))).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private static TailModel Model(int seed, int rows) => TailModel.Fit(Rows(seed, rows), new TailOptions());

    private static FeatureMatrix Rows(int seed, int rows)
    {
        SampleSource source = new(seed);
        float[] values = new float[rows * s_names.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = s_names[i % s_names.Length] == "absent" ? float.NaN : source.Draw(s_names[i % s_names.Length]);
        return new FeatureMatrix(values, s_names.Length);
    }

    private static byte[] Bytes(TailModel model)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        model.Write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static BinaryReader Reader(byte[] bytes) => new(new MemoryStream(bytes));
}
