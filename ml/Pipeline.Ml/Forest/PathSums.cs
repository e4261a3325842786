using System.Diagnostics;
using Pipeline.Ml.Data;

namespace Pipeline.Ml.Forest;

/// <summary>
/// The sums over all trees from which scores are made, by the fastest way this machine has; every way gives the same bits.
/// </summary>
internal static class PathSums
{
    /// <summary>
    /// Rows that go through a tree before the next tree is fetched; a few hundred of them and one tree stay in the first two caches.
    /// </summary>
    public const int RowsPerBlock = 512;

    public static float OfRow(ForestTrees trees, ReadOnlySpan<float> row) =>
        VectorTraversal.IsSupported ? VectorTraversal.SumRow(trees, row) : ScalarTraversal.Sum(trees, row);

    /// <summary>Fills <paramref name="sums"/>; there are as many rows as sums.</summary>
    public static void OfRows(ForestTrees trees, ReadOnlySpan<float> rows, int columnCount, Span<float> sums)
    {
        Debug.Assert(rows.Length == sums.Length * columnCount, "There is one sum for each row.");
        if (!VectorTraversal.IsSupported || sums.Length < VectorTraversal.RowsTogether)
        {
            for (int row = 0; row < sums.Length; row++)
            {
                sums[row] = OfRow(trees, rows.Slice(row * columnCount, columnCount));
            }

            return;
        }

        int whole = sums.Length - (sums.Length % VectorTraversal.RowsTogether);
        VectorTraversal.Sum(trees, rows[..(whole * columnCount)], columnCount, sums[..whole]);
        if (whole == sums.Length)
        {
            return;
        }

        // The rest goes down together with some rows that have been already.
        int rest = sums.Length - VectorTraversal.RowsTogether;
        Span<float> last = stackalloc float[VectorTraversal.RowsTogether];
        VectorTraversal.Sum(trees, rows[(rest * columnCount)..], columnCount, last);
        last.CopyTo(sums[rest..]);
    }
}
