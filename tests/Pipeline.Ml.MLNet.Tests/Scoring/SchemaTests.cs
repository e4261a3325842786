using Microsoft.ML;
using Microsoft.ML.Data;
using Pipeline.Ml.MLNet.Tests.Data;

namespace Pipeline.Ml.MLNet.Tests.Scoring;

public sealed class SchemaTests
{
    private readonly MLContext _context = new(seed: 5);

    [Fact]
    public void Transform_ConcatenatedFeatures_NamesTheContributions()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Calls.Name(Calls.Generate(500, seed: 1)));
        var model = _context.Transforms.Concatenate("Features", Calls.FeatureNames)
            .Append(_context.AnomalyDetection.Trainers.IsolationForest()).Fit(data);

        VBuffer<ReadOnlyMemory<char>> names = default;
        model.Transform(data).Schema["Contributions"].GetSlotNames(ref names);

        Assert.Equal(Calls.FeatureNames, names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void GetOutputSchema_AddsFourColumnsWithTheAnnotationsOfAScorer()
    {
        IDataView data = _context.Load();
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest().Fit(data);

        DataViewSchema schema = model.GetOutputSchema(data.Schema);

        Assert.Equal(["Features", "Label", "Weight", "Score", "PredictedLabel", "PValue", "Contributions"], schema.Select(column => column.Name));
        Assert.Equal(NumberDataViewType.Single, schema["Score"].Type);
        Assert.Equal(BooleanDataViewType.Instance, schema["PredictedLabel"].Type);
        Assert.Equal(NumberDataViewType.Single, schema["PValue"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Contributions"].Type);
        Assert.Equal("AnomalyDetection", Annotation(schema["Score"], "ScoreColumnKind"));
        Assert.Equal("Score", Annotation(schema["Score"], "ScoreValueKind"));
        Assert.Equal("PredictedLabel", Annotation(schema["PredictedLabel"], "ScoreValueKind"));
        Assert.Equal(
            schema.Select(column => (column.Name, column.Type)),
            model.Transform(data).Schema.Select(column => (column.Name, column.Type)));
    }

    [Fact]
    public void Transform_ScoredTwice_TheSecondScoresHideTheFirstInASetOfTheirOwn()
    {
        IDataView data = _context.Load();
        IsolationForestTrainer trainer = _context.AnomalyDetection.Trainers.IsolationForest();

        DataViewSchema schema = trainer.Append(trainer).Fit(data).Transform(data).Schema;

        DataViewSchema.Column[] scores = [.. schema.Where(column => column.Name == "Score")];
        Assert.Equal([true, false], scores.Select(column => column.IsHidden));
        Assert.Equal([1u, 2u], scores.Select(column =>
        {
            uint set = 0;
            column.Annotations.GetValue("ScoreColumnSetId", ref set);
            return set;
        }));
    }

    [Fact]
    public void Append_AfterTheTrainer_SeesItsColumnsBeforeThereIsData()
    {
        IDataView data = _context.Load();

        var pipeline = _context.AnomalyDetection.Trainers.IsolationForest()
            .Append(_context.Transforms.Concatenate("All", "Score", "PValue", "Contributions"))
            .Append(_context.Transforms.Conversion.ConvertType("LabelNumber", "PredictedLabel", DataKind.Single));

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 5), pipeline.Fit(data).Transform(data).Schema["All"].Type);
    }

    [Fact]
    public void Fit_MissingColumn_IsNamed()
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.AnomalyDetection.Trainers.IsolationForest("Inputs").Fit(_context.Load()));

        Assert.Contains("no feature column 'Inputs'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_MissingWeights_AreNamed()
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.AnomalyDetection.Trainers.IsolationForest(exampleWeightColumnName: "W").Fit(_context.Load()));

        Assert.Contains("no weight column 'W'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WrongType_SaysWhatIsExpectedAndFound()
    {
        IDataView data = _context.Load();
        data = _context.Transforms.Conversion.ConvertType("Features", outputKind: DataKind.Double).Fit(data).Transform(data);

        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.AnomalyDetection.Trainers.IsolationForest().Fit(data));

        Assert.Contains("'Features' is Vector<Double, 3>", exception.Message, StringComparison.Ordinal);
        Assert.Contains("expected a vector of Single of known size", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WeightsOfWrongType_SaysWhatIsExpectedAndFound()
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.AnomalyDetection.Trainers.IsolationForest(exampleWeightColumnName: "Features").Fit(_context.Load()));

        Assert.Contains("weight column 'Features' is Vector<Single, 3>; expected Single", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_VectorOfUnknownSize_IsRefusedAlsoInsideAPipeline()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new UnsizedCall { Features = [1, 2] }, new UnsizedCall { Features = [1] }]);

        Assert.Throws<ArgumentOutOfRangeException>(() => _context.AnomalyDetection.Trainers.IsolationForest().Fit(data));

        // A chain asks for the shape before it fits anything.
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Transforms.CopyColumns("Copy", "Features")
            .Append(_context.AnomalyDetection.Trainers.IsolationForest("Copy")).Fit(data));

        Assert.Contains("unknown size", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_OtherSizeThanAtTraining_SaysBoth()
    {
        IsolationForestTransformer model = _context.AnomalyDetection.Trainers.IsolationForest().Fit(_context.Load());
        IDataView wider = _context.Transforms.Concatenate("Features", "Features", "Label").Fit(_context.Load()).Transform(_context.Load());

        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(wider));

        Assert.Contains("is Vector<Single, 4>; expected Vector<Single, 3>, as at training", exception.Message, StringComparison.Ordinal);
    }

    private static string Annotation(DataViewSchema.Column column, string name)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(name, ref text);
        return text.ToString();
    }
}
