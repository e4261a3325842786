using Microsoft.ML;
using Pipeline.Ml.MLNet.Tests.Data;
using Pipeline.Ml.Saving;

namespace Pipeline.Ml.MLNet.Tests.Saving;

public sealed class SavingTests
{
    private readonly MLContext _context = new(seed: 5);

    [Theory]
    [InlineData(null)]
    [InlineData(0.05)]
    public void Load_InAContextThatKnowsNothing_ScoresTheSameBits(double? contamination)
    {
        IDataView data = _context.Load();
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest(contamination: contamination).Fit(data);

        MLContext other = new MLContext().UseIsolationForest();
        ITransformer loaded = other.Model.Load(Save(model, data.Schema), out DataViewSchema schema);

        var transformer = Assert.IsType<IsolationForestTransformer>(loaded);
        Assert.Equal(model.FeatureColumnName, transformer.FeatureColumnName);
        Assert.Equal(model.FeatureColumnType, transformer.FeatureColumnType);
        Assert.Equal(data.Schema.Select(column => (column.Name, column.Type)), schema.Select(column => (column.Name, column.Type)));
        AssertSame(_context.Read(model.Transform(data)), other.Read(loaded.Transform(other.Load())));
    }

    [Fact]
    public void Load_Chain_ScoresTheSameBits()
    {
        NamedCall[] rows = Calls.Name(Calls.Generate(1000, seed: 11));
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        var model = _context.Transforms.Concatenate("Features", Calls.FeatureNames)
            .Append(_context.AnomalyDetection.Trainers.IsolationForest())
            .Append(_context.Transforms.CopyColumns("Copy", "Score"))
            .Fit(data);

        MLContext other = new MLContext().UseIsolationForest();
        ITransformer loaded = other.Model.Load(Save(model, data.Schema), out _);

        AssertSame(_context.Read(model.Transform(data)), other.Read(loaded.Transform(other.Data.LoadFromEnumerable(rows))));
        using PredictionEngine<NamedCall, Scored> engine = other.Model.CreatePredictionEngine<NamedCall, Scored>(loaded);
        AssertSame(_context.Read(model.Transform(data))[..10], [.. rows.Take(10).Select(engine.Predict)]);
    }

    [Fact]
    public void Load_InAContextThatMadeATrainer_NeedsNothingElse()
    {
        IDataView data = _context.Load();
        MemoryStream file = Save(_context.AnomalyDetection.Trainers.IsolationForest().Fit(data), data.Schema);

        var other = new MLContext();
        _ = other.AnomalyDetection.Trainers.IsolationForest();

        Assert.IsType<IsolationForestTransformer>(other.Model.Load(file, out _));
    }

    [Fact]
    public void Load_InAContextThatWasNotTold_EndsInMLNetsError()
    {
        IDataView data = _context.Load(100);
        MemoryStream file = Save(_context.AnomalyDetection.Trainers.IsolationForest().Fit(data), data.Schema);

        FormatException exception = Assert.Throws<FormatException>(() => new MLContext().Model.Load(file, out _));

        Assert.Contains("Couldn't load model", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseIsolationForest_AgainAndFromManyThreads_IsTheSameAsOnce()
    {
        var other = new MLContext();
        IDataView data = _context.Load();
        MemoryStream file = Save(_context.AnomalyDetection.Trainers.IsolationForest().Fit(data), data.Schema);

        Parallel.For(0, 32, _ => other.UseIsolationForest());

        Assert.IsType<IsolationForestTransformer>(other.Model.Load(file, out _));
    }

    [Fact]
    public void Save_LoadedModel_WritesTheSameBytes()
    {
        IDataView data = _context.Load();
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest(contamination: 0.05).Fit(data);

        ITransformer loaded = _context.Model.Load(Save(model, data.Schema), out DataViewSchema schema);

        Assert.Equal(ModelBytes(Save(model, data.Schema)), ModelBytes(Save(loaded, schema)));
    }

    // The head of the detector's container, and fifty bytes spread over the rest. All of them are tested with the detector.
    [Fact]
    public void Load_OneByteOfTheDetectorChanged_IsAClearError()
    {
        byte[] model = SmallModel();
        int start = ModelArchive.DetectorStart(model);
        int size = ModelArchive.DetectorEnd(model) - start;

        foreach (int offset in Enumerable.Range(0, 20).Concat(Enumerable.Range(1, 50).Select(part => (part * size / 50) - 1)))
        {
            byte[] broken = [.. model];
            broken[start + offset] ^= 0x10;

            AssertRefused(broken, $"byte {offset}");
        }
    }

    [Theory]
    [InlineData(7, 0.5)]
    [InlineData(0, 0.0)]
    [InlineData(0, 1.0)]
    [InlineData(0, -0.5)]
    [InlineData(0, double.NaN)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    public void Load_ThresholdThatIsNone_IsAClearError(byte kind, double value)
    {
        byte[] broken = SmallModel();
        int place = ModelArchive.ThresholdKindAt(broken);
        broken[place] = kind;
        BitConverter.TryWriteBytes(broken.AsSpan(place + 1), value);

        AssertRefused(broken, $"kind {kind}, value {value}");
    }

    [Fact]
    public void Load_ColumnNeitherSingleNorVector_IsAClearError()
    {
        byte[] broken = SmallModel();
        int place = ModelArchive.ThresholdKindAt(broken) - 1;
        foreach (byte scalar in (byte[])[1, 2])
        {
            // 1 says that the three features are a single number.
            broken[place] = scalar;
            AssertRefused(broken, $"{scalar}");
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void Load_NameLongerThanTheFile_IsAClearError(byte[] length)
    {
        byte[] broken = SmallModel();
        length.CopyTo(broken, ModelArchive.ContentStart);

        AssertRefused(broken, Convert.ToHexString(length));
    }

    [Fact]
    public void Load_ZerosInPlaceOfTheContent_IsAClearError()
    {
        byte[] broken = SmallModel();
        broken.AsSpan(ModelArchive.ContentStart..ModelArchive.DetectorEnd(broken)).Clear();

        AssertRefused(broken, "zeros");
    }

    [Fact]
    public void Load_CutShort_IsAnError()
    {
        IDataView data = _context.Load();
        byte[] model = ModelBytes(Save(_context.AnomalyDetection.Trainers.IsolationForest().Fit(data), data.Schema));

        Assert.ThrowsAny<Exception>(() => _context.Model.Load(ModelArchive.Create(model[..(model.Length / 2)]), out _));
    }

    private void AssertRefused(byte[] broken, string what)
    {
        Exception exception = Assert.ThrowsAny<Exception>(() => _context.Model.Load(ModelArchive.Create(broken), out _));

        Assert.True(exception.GetBaseException() is ModelFormatException, $"{what}: {exception.GetBaseException()}");
    }

    private byte[] SmallModel()
    {
        IDataView data = _context.Load(100);
        var options = new IsolationForestTrainer.Options { TreeCount = 3, SubsampleSize = 32 };
        return ModelBytes(Save(_context.AnomalyDetection.Trainers.IsolationForest(options).Fit(data), data.Schema));
    }

    private static void AssertSame(Scored[] expected, Scored[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.Equal(BitConverter.SingleToInt32Bits(expected[row].Score), BitConverter.SingleToInt32Bits(found[row].Score));
            Assert.Equal(BitConverter.SingleToInt32Bits(expected[row].PValue), BitConverter.SingleToInt32Bits(found[row].PValue));
            Assert.Equal(expected[row].PredictedLabel, found[row].PredictedLabel);
            Assert.Equal(
                expected[row].Contributions.Select(BitConverter.SingleToInt32Bits),
                found[row].Contributions.Select(BitConverter.SingleToInt32Bits));
        }
    }

    private static byte[] ModelBytes(MemoryStream file) => ModelArchive.ReadModel(file);

    private MemoryStream Save(ITransformer model, DataViewSchema schema)
    {
        var file = new MemoryStream();
        _context.Model.Save(model, schema, file);
        file.Position = 0;
        return file;
    }
}
