namespace Pipeline.Ml.Forest;

/// <summary>The trees of a forest as flat arrays.</summary>
/// <remarks>
/// <code>
/// node i of a tree:        1                 children of i: 2i (left) and 2i + 1 (right)
///                      2       3             after exactly `Height` steps a row is at 2^Height + leaf
///                    4   5   6   7
/// Nodes:  tree 0 [ - 1 2 3 ... 2^Height - 1 ]  tree 1 [ - 1 2 3 ... ]       8 bytes a node
/// Values: tree 0 [ - 1 2 3 ... 2^Height | leaves ]  tree 1 [ ... ]          4 bytes a node and leaf
/// LeafRowCounts:                  tree 0 [ leaves ]  tree 1 [ ... ]          4 bytes a leaf
/// </code>
/// Every tree is stored as if it were perfect. A leaf that ended early is carried down to the lowest level, through nodes that send
/// everything to the left: no step asks whether it has arrived, no child needs a pointer, and a tree of height log2 of its subsample is at
/// most twice what its splits take. A value is the mean of what the training rows below the node get: the path length, or the logarithm of
/// the density. The leaf's is what a row scores, and the step from a node's value to its child's is what that split's column contributed.
/// </remarks>
internal sealed class ForestTrees
{
    // One row goes down so many trees at once: there is room for whole groups of trees, so that the last group reads no foreign memory.
    private const int TreesTogether = 8;

    public ForestTrees(int treeCount, int height)
    {
        TreeCount = treeCount;
        Height = height;
        long roomForTrees = (treeCount + TreesTogether - 1L) / TreesTogether * TreesTogether;
        Nodes = new ForestNode[roomForTrees << height];
        Values = new float[roomForTrees << (height + 1)];
        LeafRowCounts = new int[(long)treeCount << height];
    }

    public int TreeCount { get; }

    /// <summary>Steps from the root to a leaf.</summary>
    public int Height { get; }

    public ForestNode[] Nodes { get; }

    public float[] Values { get; }

    /// <summary>Training rows in each leaf; 0 where there is none.</summary>
    private int[] LeafRowCounts { get; }

    public Span<ForestNode> NodesOf(int tree) => Nodes.AsSpan(tree << Height, 1 << Height);

    public Span<float> ValuesOf(int tree) => Values.AsSpan(tree << (Height + 1), 1 << (Height + 1));

    public ReadOnlySpan<int> LeafRowCountsOf(int tree) => LeafRowCounts.AsSpan(tree << Height, 1 << Height);

    /// <summary>The path length of a leaf: its depth, and what a tree of its rows would have added.</summary>
    public static float PathLength(int depth, int rowCount) => (float)(depth + AveragePathLength.Of(rowCount));

    /// <summary>Makes a node a leaf and carries it down to the lowest level. Its nodes must send everything to the left.</summary>
    public void SetLeaf(int tree, int node, int depth, float value, int rowCount)
    {
        int leaf = node << (Height - depth);
        ValuesOf(tree)[leaf] = value;
        LeafRowCounts[(tree << Height) + leaf - (1 << Height)] = rowCount;
    }

    /// <summary>Works out the values of all nodes from those of the leaves.</summary>
    public void Summarize(int tree)
    {
        ReadOnlySpan<ForestNode> nodes = NodesOf(tree);
        Span<float> values = ValuesOf(tree);
        int leafCount = 1 << Height;
        Span<int> rowCounts = new int[2 * leafCount];
        LeafRowCountsOf(tree).CopyTo(rowCounts[leafCount..]);
        for (int node = leafCount - 1; node >= 1; node--)
        {
            int left = rowCounts[2 * node];
            int right = rowCounts[(2 * node) + 1];
            rowCounts[node] = left + right;
            values[node] = nodes[node].IsSplit
                ? (float)((((double)left * values[2 * node]) + ((double)right * values[(2 * node) + 1])) / (left + right))
                : values[2 * node];
        }
    }
}
