using Microsoft.ML;
using Pipeline.Ml.MLNet.Interop;
using Pipeline.Ml.MLNet.Scoring;

namespace Pipeline.Ml.MLNet;

/// <summary>Puts the isolation forest among ML.NET's trainers: <c>mlContext.AnomalyDetection.Trainers.IsolationForest(...)</c>.</summary>
public static class IsolationForestCatalog
{
    /// <summary>Creates a trainer of an isolation forest joined with the tails of the single features.</summary>
    /// <param name="catalog">The trainers of a context.</param>
    /// <param name="featureColumnName">The features: a vector of Single of known size, or one Single. NaN stands for a missing value.</param>
    /// <param name="exampleWeightColumnName">Weights (Single, finite, not negative), or <see langword="null"/> for equal weights.</param>
    /// <param name="treeCount">Trees, at least 1.</param>
    /// <param name="subsampleSize">Rows that each tree is grown on, at least 2; fewer where there are fewer.</param>
    /// <param name="contamination">
    /// Share of anomalies believed to be among the training rows, in (0, 0.5], from which the label's threshold follows; <see langword="null"/>:
    /// rows are labelled by their p-value, at most 0.01.
    /// </param>
    /// <param name="seed">Seed of all randomness; <see langword="null"/>: drawn from the seed of the context.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or the features have no name.</exception>
    public static IsolationForestTrainer IsolationForest(
        this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog,
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int treeCount = 100,
        int subsampleSize = 256,
        double? contamination = null,
        int? seed = null)
        => catalog.IsolationForest(new IsolationForestTrainer.Options
        {
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            TreeCount = treeCount,
            SubsampleSize = subsampleSize,
            Contamination = contamination,
            Seed = seed,
        });

    /// <summary>Creates a trainer with all options.</summary>
    /// <exception cref="ArgumentException">A number is out of its range, or the features have no name.</exception>
    public static IsolationForestTrainer IsolationForest(
        this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog, IsolationForestTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new IsolationForestTrainer(MLNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>The same model with the label set at another p-value.</summary>
    /// <param name="catalog">The catalog of a context.</param>
    /// <param name="model">The fitted model, which stays as it is.</param>
    /// <param name="pValue">Largest p-value of an anomaly, in (0, 1): at most about this share of usual rows is labelled by mistake.</param>
    /// <exception cref="ArgumentOutOfRangeException">The p-value is out of its range.</exception>
    public static IsolationForestTransformer ChangeModelThreshold(
        this AnomalyDetectionCatalog catalog, IsolationForestTransformer model, double pValue)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pValue, 1);
        return model.WithThreshold(new Threshold(ThresholdKind.PValue, pValue));
    }

    /// <summary>Lets <c>mlContext.Model.Load</c> read isolation forests; a context that made one of the trainers above can already.</summary>
    /// <returns>The context.</returns>
    public static MLContext UseIsolationForest(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        LoadableClasses.RegisterIn(mlContext.ComponentCatalog);
        return mlContext;
    }
}
