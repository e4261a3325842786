using System.Runtime.CompilerServices;

namespace Pipeline.Ml.Forest;

/// <summary>
/// Sends one row down every tree, in plain code: what the vectorised traversal must equal bit for bit, and what stands in for it elsewhere.
/// </summary>
internal static unsafe class ScalarTraversal
{
    /// <summary>The sum of the leaves that <paramref name="row"/> reaches, added in the order of the trees.</summary>
    public static float Sum(ForestTrees trees, ReadOnlySpan<float> row)
    {
        float sum = 0;
        fixed (ForestNode* nodes = trees.Nodes)
        fixed (float* values = trees.Values)
        fixed (float* numbers = row)
        {
            for (int tree = 0; tree < trees.TreeCount; tree++)
            {
                sum += values[((long)tree << (trees.Height + 1)) + Leaf(nodes + ((long)tree << trees.Height), trees.Height, numbers)];
            }
        }

        return sum;
    }

    /// <summary>The place, among the nodes of a tree, of the leaf that a row reaches.</summary>
    public static int Leaf(ForestNode* nodes, int height, float* row)
    {
        int node = 1;
        for (int level = 0; level < height; level++)
        {
            ForestNode split = nodes[node];
            node = Step(split, row[split.Column], node);
        }

        return node;
    }

    /// <summary>The child that a row with this value goes to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Step(ForestNode split, float value, int node)
    {
        bool right = value > split.Threshold || (float.IsNaN(value) && split.MissingGoesRight);
        return (2 * node) + (right ? 1 : 0);
    }
}
