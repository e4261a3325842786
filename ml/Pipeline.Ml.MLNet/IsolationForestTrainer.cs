using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.MLNet.Interop;
using Pipeline.Ml.MLNet.Schema;
using Pipeline.Ml.MLNet.Scoring;
using Pipeline.Ml.MLNet.Training;

namespace Pipeline.Ml.MLNet;

/// <summary>Fits an isolation forest, the tails of the single features, or both joined, on data without labels.</summary>
/// <remarks>
/// Made by <c>mlContext.AnomalyDetection.Trainers.IsolationForest(...)</c>. A fit reads the data once and keeps at most
/// <see cref="Options.MaximumRowCount"/> rows in memory. It needs no normalization, takes missing values (NaN) as they are, and is
/// deterministic: the same data, options and seed give the same model, whatever the number of threads. A trainer may fit any number of times.
/// </remarks>
public sealed partial class IsolationForestTrainer : ITrainerEstimator<IsolationForestTransformer, AnomalyDetector>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal IsolationForestTrainer(IHostEnvironment environment, Options options)
    {
        options.Check();
        LoadableClasses.RegisterIn(environment.ComponentCatalog);
        _host = environment.Register(nameof(IsolationForestTrainer));
        _options = options.Copy();
        _seed = options.Seed ?? _host.Rand.Next();
    }

    /// <summary>No normalization, and no caching: one pass.</summary>
    public TrainerInfo Info { get; } = MLNetInternals.CreateTrainerInfo(false, false, false, false, false, false);

    /// <summary>Reads the data once and fits the detector on them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type; the message names it.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, or none with a weight above 0; a value of a row that is kept is infinite, or a weight is negative, missing or
    /// infinite: the message names column and row.
    /// </exception>
    /// <exception cref="OperationCanceledException"><see cref="Options.CancellationToken"/> was cancelled.</exception>
    public IsolationForestTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using IChannel channel = _host.Start("Training");
        TrainingRows rows = TrainingRows.Read(input, _options, _seed);
        if (rows.ReadCount > rows.RowCount)
        {
            channel.Warning(MessageSensitivity.None, string.Create(
                CultureInfo.InvariantCulture, $"Trained on an even sample of {rows.RowCount} of {rows.ReadCount} rows."));
        }

        using var progress = new TrainingProgress(_host);
        ScoringModel model = DetectorFit.Fit(rows, _options, _seed, progress);
        channel.Info(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture, $"Fitted on {rows.RowCount} rows of {rows.Features.ColumnCount} features, seed {_seed}."));
        bool isScalar = input.Schema[_options.FeatureColumnName].Type is not Microsoft.ML.Data.VectorDataViewType;
        return new IsolationForestTransformer(_host, _options.FeatureColumnName, isScalar, model);
    }

    /// <summary>The shape of the scored data, before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type; the message names it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column features = InputColumn.Check(inputSchema, _options.FeatureColumnName, _options.ExampleWeightColumnName);
        SchemaShape.Column[] added = OutputColumns.CreateShapes(features);
        IEnumerable<SchemaShape.Column> kept = inputSchema.Where(column => added.All(output => output.Name != column.Name));
        return new SchemaShape(kept.Concat(added));
    }
}
