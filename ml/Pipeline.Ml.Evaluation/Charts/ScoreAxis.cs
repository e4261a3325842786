namespace Pipeline.Ml.Evaluation.Charts;

/// <summary>Where scores stand on a picture: evenly, or logarithmically from 1 on where a few would leave the rest no room.</summary>
public sealed class ScoreAxis
{
    /// <summary>The axis is logarithmic if the scores reach so many times as far above the least one as half of them do.</summary>
    private const double ReachMax = 20;

    /// <summary>Below this there is little for a logarithm to compress.</summary>
    private const double LogarithmicMin = 10;

    private ScoreAxis(bool isLogarithmic) => IsLogarithmic = isLogarithmic;

    public static ScoreAxis Linear { get; } = new(false);

    /// <summary>Inverse hyperbolic sine: even around 0, logarithmic from about 1 on, and defined for negative scores too.</summary>
    public static ScoreAxis Logarithmic { get; } = new(true);

    public bool IsLogarithmic { get; }

    /// <summary>The axis on which most scores can be told apart.</summary>
    /// <param name="scores">Finite, at least one.</param>
    public static ScoreAxis Choose(ReadOnlySpan<double> scores)
    {
        double[] ascending = scores.ToArray();
        Array.Sort(ascending);
        double reach = ascending[^1] - ascending[0];
        double half = ascending[ascending.Length / 2] - ascending[0];
        return ascending[^1] > LogarithmicMin && reach > ReachMax * half ? Logarithmic : Linear;
    }

    /// <summary>A score's place; rises with the score.</summary>
    public double Place(double score) => IsLogarithmic ? Math.Asinh(score) : score;

    /// <summary>The score at a place.</summary>
    public double Score(double place) => IsLogarithmic ? Math.Sinh(place) : place;
}
