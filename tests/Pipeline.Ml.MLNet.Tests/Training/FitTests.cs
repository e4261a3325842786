using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.MLNet.Tests.Data;

namespace Pipeline.Ml.MLNet.Tests.Training;

public sealed class FitTests
{
    private readonly MLContext _context = new(seed: 5);

    [Fact]
    public void Evaluate_PlantedAnomalies_AreFoundOnHeldOutRows()
    {
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest().Fit(_context.Load(2000, seed: 11));

        AnomalyDetectionMetrics metrics = _context.AnomalyDetection.Evaluate(model.Transform(_context.Load(2000, seed: 12)));

        Assert.InRange(metrics.AreaUnderRocCurve, 0.97, 1);
        Assert.InRange(metrics.DetectionRateAtFalsePositiveCount, 0.7, 1);
    }

    [Fact]
    public void Transform_PlantedAnomaly_IsLabelledAndBlamedOnItsFeature()
    {
        Call[] normal = [.. Calls.Generate(2000, seed: 11).Where(call => call.Label == 0)];
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest().Fit(_context.Data.LoadFromEnumerable(normal));
        Call[] planted = [.. Calls.Generate(3000, seed: 13).Where(call => call.Label == 1)];

        Scored[] scored = _context.Read(model.Transform(_context.Data.LoadFromEnumerable(planted)));

        Assert.All(scored, row => Assert.InRange(row.PValue, 0, 1));
        Assert.InRange(scored.Count(row => row.PredictedLabel), 0.9 * scored.Length, scored.Length);
        int blamed = scored.Where((row, index) => Array.IndexOf(row.Contributions, row.Contributions.Max()) == index % 3).Count();
        Assert.InRange(blamed, 0.9 * scored.Length, scored.Length);
    }

    [Theory]
    [InlineData(DetectorKind.Joined, true)]
    [InlineData(DetectorKind.Tail, true)]
    [InlineData(DetectorKind.Forest, false)]
    public void Transform_ConstantCountThatExplodes_IsSeenByTheTailOnly(DetectorKind detector, bool seen)
    {
        Call[] rows = Calls.Generate(1000, seed: 41);
        Array.ForEach(rows, row => row.Features[1] = 3);
        Call[] exploded = [new Call { Features = [0, 847, 0] }];
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers
            .IsolationForest(new IsolationForestTrainer.Options { Detector = detector }).Fit(_context.Data.LoadFromEnumerable(rows));

        Scored scored = Assert.Single(_context.Read(model.Transform(_context.Data.LoadFromEnumerable(exploded))));

        Assert.Equal(seen, scored.PredictedLabel);
        Assert.Equal(seen, scored.Contributions[1] > 10);
        Assert.InRange(scored.PValue, float.Epsilon, 1);
    }

    [Fact]
    public void Transform_ValuesFarFromTheExpected_HaveContributionsThatSayOnWhichSide()
    {
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest().Fit(_context.Load());
        Call[] rows = [new Call { Features = [0, 30, 0] }, new Call { Features = [0, -30, 0] }, new Call { Features = [0, float.NaN, 0] }];

        float[] contributions = [.. _context.Read(model.Transform(_context.Data.LoadFromEnumerable(rows))).Select(row => row.Contributions[1])];

        Assert.InRange(contributions[0], 10, float.MaxValue);
        Assert.InRange(contributions[1], float.MinValue, -10);
        Assert.InRange(contributions[2], float.MinValue, 0);
    }

    [Fact]
    public void Fit_SparseFeatures_AbsentSlotsAreZeros()
    {
        // A one-hot vector comes sparse; the same numbers concatenated from columns come dense.
        string[] shops = ["north", "south", "west"];
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(row => new Visit
        {
            Shop = shops[row % 30 == 0 ? 2 : row % 2],
            North = row % 30 != 0 && row % 2 == 0 ? 1 : 0,
            South = row % 30 != 0 && row % 2 == 1 ? 1 : 0,
            West = row % 30 == 0 ? 1 : 0,
        }));
        IDataView shaped = _context.Transforms.Categorical
            .OneHotEncoding("Sparse", nameof(Visit.Shop), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(_context.Transforms.Concatenate("Dense", nameof(Visit.North), nameof(Visit.South), nameof(Visit.West)))
            .Fit(data)
            .Transform(data);

        IsolationForestTransformer sparse = _context.AnomalyDetection.Trainers.IsolationForest("Sparse", seed: 1).Fit(shaped);
        IsolationForestTransformer dense = _context.AnomalyDetection.Trainers.IsolationForest("Dense", seed: 1).Fit(shaped);

        Assert.Equal(
            _context.Read(dense.Transform(shaped)).Select(row => row.Score),
            _context.Read(sparse.Transform(shaped)).Select(row => row.Score));
    }

    [Fact]
    public void Fit_ScalarFeature_NeedsNoVector()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Calls.Name(Calls.Generate(1000, seed: 1)));

        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest(nameof(NamedCall.DbQueries)).Fit(data);

        Assert.Equal(NumberDataViewType.Single, model.FeatureColumnType);
        Assert.All(_context.Read(model.Transform(data)), row => Assert.Single(row.Contributions));
    }

    [Fact]
    public void Fit_SameSeed_SameModelWhateverTheThreads()
    {
        float[] one = Scores(new MLContext(), new() { Seed = 3, MaxDegreeOfParallelism = 1 });

        Assert.Equal(one, Scores(new MLContext(), new() { Seed = 3, MaxDegreeOfParallelism = 4 }));
        Assert.NotEqual(one, Scores(new MLContext(), new() { Seed = 4 }));
    }

    [Fact]
    public void Fit_SeedOfTheContext_DecidesWhereTheOptionsDoNot()
    {
        float[] one = Scores(new MLContext(seed: 3), new());

        Assert.Equal(one, Scores(new MLContext(seed: 3), new()));
        Assert.NotEqual(one, Scores(new MLContext(seed: 4), new()));
    }

    [Fact]
    public void Fit_Weights_ChangeWhatIsNormal()
    {
        // Two clusters; the weight says which of them is rare.
        var random = new Random(2);
        Call[] rows = [.. Enumerable.Range(0, 1000).Select(row => new Call
        {
            Features = [.. Enumerable.Range(0, 3).Select(_ => (row % 2 * 10) + random.NextSingle())],
            Weight = row % 2 == 0 ? 1 : 0.002f,
        })];
        IDataView data = _context.Data.LoadFromEnumerable(rows);

        Scored[] scored = _context.Read(
            _context.AnomalyDetection.Trainers.IsolationForest(exampleWeightColumnName: nameof(Call.Weight)).Fit(data).Transform(data));

        float rare = scored.Where((_, row) => row % 2 == 1).Min(row => row.Score);
        Assert.True(rare > scored.Where((_, row) => row % 2 == 0).Average(row => row.Score));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Fit_WrongWeight_NamesColumnAndRow(float weight)
    {
        Call[] rows = Calls.Generate(10, seed: 1);
        rows[7].Weight = weight;

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => _context.AnomalyDetection.Trainers
            .IsolationForest(exampleWeightColumnName: nameof(Call.Weight)).Fit(_context.Data.LoadFromEnumerable(rows)));

        Assert.Contains("'Weight'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("row 7", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_MissingValues_AreTakenAsTheyAre()
    {
        Call[] rows = Calls.Generate(2000, seed: 21);
        for (int row = 0; row < rows.Length; row += 10)
        {
            rows[row].Features[row / 10 % 3] = float.NaN;
        }

        IDataView data = _context.Data.LoadFromEnumerable(rows);
        IDataView scored = _context.AnomalyDetection.Trainers.IsolationForest().Fit(data).Transform(data);

        Assert.All(_context.Read(scored), row => Assert.True(float.IsFinite(row.Score) && row.Contributions.All(float.IsFinite)));
        Assert.InRange(_context.AnomalyDetection.Evaluate(scored).AreaUnderRocCurve, 0.95, 1);
    }

    [Theory]
    [InlineData(float.PositiveInfinity, 100)]
    [InlineData(float.NegativeInfinity, 60)]
    public void Fit_InfiniteValue_NamesColumnRowAndSlot(float value, int maximumRowCount)
    {
        // Every row from 70 on, so that the sample has one whatever the seed.
        Call[] rows = Calls.Generate(100, seed: 1);
        Array.ForEach(rows[70..], row => row.Features[2] = value);
        IsolationForestTrainer trainer = _context.AnomalyDetection.Trainers
            .IsolationForest(new IsolationForestTrainer.Options { MaximumRowCount = maximumRowCount });

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(
            () => trainer.Fit(_context.Data.LoadFromEnumerable(rows)));

        Assert.Contains("'Features'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("slot 2", exception.Message, StringComparison.Ordinal);
        int named = int.Parse(exception.Message.Split("row ")[1].Split(',')[0], CultureInfo.InvariantCulture);
        Assert.True(maximumRowCount == 100 ? named == 70 : named is >= 70 and < 100, exception.Message);
    }

    [Fact]
    public void Fit_NothingButZeroWeights_NamesTheColumn()
    {
        Call[] rows = Calls.Generate(10, seed: 1);
        Array.ForEach(rows, row => row.Weight = 0);

        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => _context.AnomalyDetection.Trainers
            .IsolationForest(exampleWeightColumnName: nameof(Call.Weight)).Fit(_context.Data.LoadFromEnumerable(rows)));

        Assert.Contains("'Weight'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_InfiniteValue_HasAFiniteScoreThatEvaluationCounts()
    {
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest().Fit(_context.Load());
        Call[] rows = [new Call { Features = [0, float.PositiveInfinity, 0] }, new Call { Features = [0, 0, float.NegativeInfinity] }];

        Assert.All(_context.Read(model.Transform(_context.Data.LoadFromEnumerable(rows))), row =>
        {
            Assert.True(row.PredictedLabel);
            Assert.True(float.IsFinite(row.Score));
            Assert.All(row.Contributions, part => Assert.True(float.IsFinite(part)));
        });
    }

    [Fact]
    public void Fit_MoreRowsThanKept_SamplesAndSaysSo()
    {
        var said = new List<string>();
        _context.Log += (_, entry) => said.Add(entry.Message);
        IsolationForestTrainer trainer = _context.AnomalyDetection.Trainers
            .IsolationForest(new IsolationForestTrainer.Options { MaximumRowCount = 500 });

        IsolationForestTransformer model = trainer.Fit(_context.Load(3000));

        Assert.Contains(said, message => message.Contains("500 of 3000 rows", StringComparison.Ordinal));
        Assert.InRange(_context.AnomalyDetection.Evaluate(model.Transform(_context.Load(2000, seed: 12))).AreaUnderRocCurve, 0.95, 1);
    }

    [Fact]
    public void Fit_MoreRowsThanKept_KeepsRowsOfEveryPart()
    {
        Call[] rows = Calls.Generate(3000, seed: 51, anomalyEvery: 3001);
        Array.ForEach(rows[2000..], row => row.Features[0] += 50);
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        var options = new IsolationForestTrainer.Options { MaximumRowCount = 600, ExampleWeightColumnName = nameof(Call.Weight) };

        Scored[] scored = _context.Read(_context.AnomalyDetection.Trainers.IsolationForest(options).Fit(data).Transform(data));

        Assert.InRange(scored[..2000].Count(row => row.PredictedLabel), 0, 100);
        Assert.InRange(scored[2000..].Count(row => row.PredictedLabel), 0, 50);
    }

    [Fact]
    public void Fit_NoRows_SaysSo()
        => Assert.Throws<InvalidOperationException>(() => _context.AnomalyDetection.Trainers.IsolationForest().Fit(_context.Load(0)));

    [Fact]
    public void Fit_Cancelled_Throws()
    {
        var options = new IsolationForestTrainer.Options { CancellationToken = new CancellationToken(canceled: true) };

        Assert.Throws<OperationCanceledException>(() => _context.AnomalyDetection.Trainers.IsolationForest(options).Fit(_context.Load()));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.1)]
    public void Transform_Contamination_LabelsThatShareOfTheTrainingRows(double share)
    {
        IDataView data = _context.Load(2000);

        Scored[] scored = _context.Read(_context.AnomalyDetection.Trainers.IsolationForest(contamination: share).Fit(data).Transform(data));

        Assert.InRange(scored.Count(row => row.PredictedLabel), 0.8 * share * scored.Length, 1.2 * share * scored.Length);
    }

    [Fact]
    public void ChangeModelThreshold_LargerPValue_LabelsMore()
    {
        IDataView data = _context.Load(2000);
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest().Fit(data);

        Scored[] scored = _context.Read(_context.AnomalyDetection.ChangeModelThreshold(model, 0.2).Transform(data));

        Assert.All(scored, row => Assert.Equal(row.PValue <= 0.2f, row.PredictedLabel));
        Assert.True(scored.Count(row => row.PredictedLabel) > _context.Read(model.Transform(data)).Count(row => row.PredictedLabel));
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedAtOnce()
    {
        AnomalyDetectionCatalog.AnomalyDetectionTrainers trainers = _context.AnomalyDetection.Trainers;

        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.IsolationForest(treeCount: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.IsolationForest(subsampleSize: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.IsolationForest(contamination: 0.6));
        Assert.Throws<ArgumentException>(() => trainers.IsolationForest(featureColumnName: ""));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.IsolationForest(new IsolationForestTrainer.Options { PValueThreshold = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => trainers.IsolationForest(new IsolationForestTrainer.Options { MaximumRowCount = 1 }));
    }

    private static float[] Scores(MLContext context, IsolationForestTrainer.Options options)
    {
        IDataView data = context.Load();
        return [.. context.Read(context.AnomalyDetection.Trainers.IsolationForest(options).Fit(data).Transform(data)).Select(row => row.Score)];
    }
}
