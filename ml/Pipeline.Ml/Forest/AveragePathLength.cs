namespace Pipeline.Ml.Forest;

/// <summary>c(n): the mean length of the path on which a binary search tree of n rows finds that a value is not there.</summary>
/// <remarks>
/// Equation 1 of Liu, Ting and Zhou (ICDM 2008): c(n) = 2 H(n - 1) - 2 (n - 1) / n. What a tree would have grown below a leaf of n rows is
/// added as c(n), and c(subsample size) is the unit of path lengths. The harmonic number is summed exactly for small n, where its usual
/// approximation ln(n) + 0.5772 is off by a tenth.
/// </remarks>
internal static class AveragePathLength
{
    private const double EulerMascheroni = 0.577215664901532860606512090082;

    private static readonly double[] s_small = CreateSmall();

    /// <summary>c(n) for n rows; 0 for none or one.</summary>
    public static double Of(int count) => count < s_small.Length ? s_small[count] : Approximate(count);

    private static double Approximate(double count)
    {
        double beforeLast = count - 1;
        double harmonic = Math.Log(beforeLast) + EulerMascheroni + (1 / (2 * beforeLast)) - (1 / (12 * beforeLast * beforeLast));
        return (2 * harmonic) - (2 * beforeLast / count);
    }

    private static double[] CreateSmall()
    {
        double[] lengths = new double[1025];
        double harmonic = 0;
        for (int count = 2; count < lengths.Length; count++)
        {
            harmonic += 1.0 / (count - 1);
            lengths[count] = (2 * harmonic) - (2.0 * (count - 1) / count);
        }

        return lengths;
    }
}
