using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.MLNet.Schema;
using Pipeline.Ml.MLNet.Scoring;

namespace Pipeline.Ml.MLNet;

/// <summary>
/// Scores rows by a fitted detector: adds <c>Score</c>, <c>PredictedLabel</c>, <c>PValue</c> and <c>Contributions</c> to the data.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>Score</c> (Single): surprise in nats, -ln p; higher is more anomalous.</item>
/// <item><c>PredictedLabel</c> (Boolean): whether the row is beyond the threshold.</item>
/// <item><c>PValue</c> (Single): at most this share of usual rows is judged to be as anomalous; above 0, at most 1.</item>
/// <item><c>Contributions</c> (vector of Single, one for each feature, with the features' slot names): the strength of each feature as a cause, in
/// nats; for a value below the expected or missing, its negative.</item>
/// </list>
/// Immutable and thread-safe. Data are scored as they are read, row by row, and only the columns asked for are computed.
/// Saved and loaded by <see cref="ModelOperationsCatalog"/>; scores after loading are those before, bit for bit.
/// </remarks>
public sealed class IsolationForestTransformer : ISingleFeaturePredictionTransformer<AnomalyDetector>
{
    private readonly IHostEnvironment _environment;
    private readonly ScoringModel _model;
    private readonly bool _isScalar;

    internal IsolationForestTransformer(IHostEnvironment environment, string featureColumnName, bool isScalar, ScoringModel model)
    {
        (_environment, FeatureColumnName, _isScalar, _model) = (environment, featureColumnName, isScalar, model);
    }

    /// <summary>The detector itself, for use without ML.NET.</summary>
    public AnomalyDetector Model => _model.Detector;

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType
        => _isScalar ? NumberDataViewType.Single : new VectorDataViewType(NumberDataViewType.Single, _model.FeatureCount);

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema of <paramref name="inputSchema"/> with the added columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The features are missing, of another type, or of another size than at training.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>The data with the added columns, which are computed when read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The features are missing, of another type, or of another size than at training.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoringView(_environment, input, Bind(input.Schema), _model);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new ScoringMapper(Bind(inputSchema), _model);

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelFile.Save(ctx, FeatureColumnName, _isScalar, _model);

    /// <summary>The same detector with another threshold.</summary>
    internal IsolationForestTransformer WithThreshold(Threshold threshold)
        => new(_environment, FeatureColumnName, _isScalar, new ScoringModel(_model.Detector, threshold));

    private ScoredSchema Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new ScoredSchema(inputSchema, FeatureColumnName, _model.FeatureCount);
    }
}
