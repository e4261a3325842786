using Microsoft.ML;
using Microsoft.ML.Data;
using Pipeline.Detection.Training;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.MLNet;

namespace Pipeline.Silo.Hosting;

/// <summary>Fits forests through ML.NET: the same forest of the same rows as <see cref="ForestFitter"/> fits, bit for bit.</summary>
internal sealed class MLNetForestFitter : IForestFitter
{
    private const string Features = nameof(Row.Features);

    private readonly MLContext _context = new();

    public ForestModel Fit(TrainingRows rows, CancellationToken cancellationToken = default)
    {
        IsolationForestTrainer trainer = _context.AnomalyDetection.Trainers.IsolationForest(new IsolationForestTrainer.Options
        {
            FeatureColumnName = Features,
            Detector = DetectorKind.Forest,
            Order = ForestSettings.Order,
            TreeCount = ForestSettings.TreeCount,
            SubsampleSize = ForestSettings.SubsampleSize,
            HeightLimit = ForestSettings.HeightLimit,
            Seed = rows.Seed32,
            MaxDegreeOfParallelism = 1,
            CancellationToken = cancellationToken,
        });
        return ForestModel.Of(rows, trainer.Fit(ToDataView(rows)).Model);
    }

    private IDataView ToDataView(TrainingRows rows)
    {
        int columnCount = rows.Columns.Count;
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[Features].ColumnType = new VectorDataViewType(NumberDataViewType.Single, columnCount);
        return _context.Data.LoadFromEnumerable(rows.ToSingle().Chunk(columnCount).Select(values => new Row { Features = values }), schema);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
