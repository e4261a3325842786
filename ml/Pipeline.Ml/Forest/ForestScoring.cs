namespace Pipeline.Ml.Forest;

/// <summary>What a leaf says about the rows that reach it.</summary>
public enum ForestScoring
{
    /// <summary>
    /// The length of the path to it, as in the paper (Liu, Ting and Zhou, ICDM 2008); the score is 2^(-mean path length / c(subsample
    /// size)), in (0, 1]: about 0.5 for a row like any other, near 1 for one that is alone.
    /// </summary>
    PathLength = 0,

    /// <summary>
    /// The density of the training rows in its box, relative to an even spread over the root's box (Cortes, arXiv 2111.11639). The score is
    /// minus the mean of its binary logarithm over the trees: 0 is the density of an even spread, one more is half of it. It sees sparse
    /// regions inside the data better, and costs the same.
    /// </summary>
    Density = 1,

    /// <summary>
    /// The length of the path plus <see cref="IsolationForestOptions.DensityWeight"/> times the density's logarithm, scored like a path
    /// length. Of two rows that are equally soon alone, the one in the emptier box scores higher; scores may pass 1.
    /// </summary>
    Blended = 2,
}
