using Pipeline.Ml.Detectors;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.MLNet;

public sealed partial class IsolationForestTrainer
{
    /// <summary>Everything that can be chosen about a trainer; the defaults need no tuning for most data.</summary>
    public sealed class Options
    {
        private static readonly AnomalyDetectorOptions s_default = new();

        /// <summary>Name of the features: a vector of Single of known size, or one Single. NaN stands for a missing value.</summary>
        public string FeatureColumnName { get; set; } = "Features";

        /// <summary>Name of a column of weights (Single, finite, not negative), or <see langword="null"/> for equal weights.</summary>
        public string? ExampleWeightColumnName { get; set; }

        /// <summary>Which detector is fitted: the forest, the tails of the single features, or both joined.</summary>
        public DetectorKind Detector { get; set; } = DetectorKind.Joined;

        /// <summary>Whether the order of the rows means nothing, or is that of time, where neighbours resemble each other.</summary>
        public RowOrder Order { get; set; } = RowOrder.Independent;

        /// <summary>Trees in the forest, 1 to <see cref="IsolationForestOptions.MaxTreeCount"/>.</summary>
        public int TreeCount { get; set; } = 100;

        /// <summary>Rows that each tree is grown on, at least 2; fewer where there are fewer.</summary>
        public int SubsampleSize { get; set; } = 256;

        /// <summary>Longest path of a tree; <see langword="null"/>: log2 of <see cref="SubsampleSize"/>, rounded up.</summary>
        public int? HeightLimit { get; set; }

        /// <summary>What a tree's leaf says about the rows that reach it. See <see cref="ForestScoring"/>.</summary>
        public ForestScoring Scoring { get; set; } = s_default.Forest.Scoring;

        /// <summary>What density counts in <see cref="ForestScoring.Blended"/>, 0 to 10.</summary>
        public double DensityWeight { get; set; } = s_default.Forest.DensityWeight;

        /// <summary>Share of the trees, 0 to 1, that rather cut columns of a wide range.</summary>
        public double RangeWeightedShare { get; set; } = s_default.Forest.RangeWeightedShare;

        /// <summary>The sides on which a single feature can be unusual: <see cref="TailSides.Upper"/> where only more is worse.</summary>
        public TailSides Sides { get; set; } = s_default.Tail.Sides;

        /// <summary>Share of the false alarms, above 0 and below 1, that the tails may cause if joined.</summary>
        public double TailShare { get; set; } = s_default.TailShare;

        /// <summary>
        /// Share of anomalies believed to be among the training rows, in (0, 0.5]: the label is then set from the score that this share of the
        /// training rows reaches, each row counted once, whatever its weight. No row vouches for its own values: its tail surprise comes from
        /// the other parts of the data, though its forest's score from the forest of all rows (<see cref="CrossFit"/>).
        /// <see langword="null"/>: the label is set by <see cref="PValueThreshold"/> instead.
        /// </summary>
        public double? Contamination { get; set; }

        /// <summary>Largest p-value of an anomaly, in (0, 1): at most about this share of normal rows is labelled by mistake.</summary>
        public double PValueThreshold { get; set; } = 0.01;

        /// <summary>Seed of all randomness; <see langword="null"/>: drawn from the seed of the <see cref="Microsoft.ML.MLContext"/>.</summary>
        public int? Seed { get; set; }

        /// <summary>
        /// Most rows that are kept in memory for training, at least 2, each of 4 bytes a feature. Of longer data an even sample of so many
        /// rows is taken in the one pass, in the order of the data.
        /// </summary>
        public int MaximumRowCount { get; set; } = 1_000_000;

        /// <summary>Threads that trees are grown on, at least 1; the result does not depend on it.</summary>
        public int MaxDegreeOfParallelism { get; set; } = Environment.ProcessorCount;

        /// <summary>Stops the training, which then throws <see cref="OperationCanceledException"/>.</summary>
        public CancellationToken CancellationToken { get; set; }

        internal Options Copy() => (Options)MemberwiseClone();

        internal void Check()
        {
            ArgumentException.ThrowIfNullOrEmpty(FeatureColumnName);
            ArgumentOutOfRangeException.ThrowIfLessThan(TreeCount, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(TreeCount, IsolationForestOptions.MaxTreeCount);
            ArgumentOutOfRangeException.ThrowIfLessThan(SubsampleSize, 2);
            ArgumentOutOfRangeException.ThrowIfLessThan(MaximumRowCount, 2);
            ArgumentOutOfRangeException.ThrowIfLessThan(MaxDegreeOfParallelism, 1);
            if (Contamination is { } share && !(share > 0 && share <= 0.5))
            {
                throw new ArgumentOutOfRangeException(nameof(Contamination), share, "The share of anomalies must be in (0, 0.5].");
            }

            if (!(PValueThreshold > 0 && PValueThreshold < 1))
            {
                throw new ArgumentOutOfRangeException(nameof(PValueThreshold), PValueThreshold, "The p-value must be in (0, 1).");
            }
        }
    }
}
