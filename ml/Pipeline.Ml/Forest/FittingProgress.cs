namespace Pipeline.Ml.Forest;

/// <summary>Counts grown trees and tells the share, a hundred times at most, from whichever thread grew the tree that made it.</summary>
internal sealed class FittingProgress(IProgress<double>? progress, int treeCount)
{
    private readonly int _treesPerReport = (treeCount + 99) / 100;
    private int _grown;

    public void TreeGrown()
    {
        if (progress is null)
        {
            return;
        }

        int grown = Interlocked.Increment(ref _grown);
        if (grown % _treesPerReport == 0 || grown == treeCount)
        {
            progress.Report((double)grown / treeCount);
        }
    }
}
