namespace Pipeline.Client.Queries;

/// <summary>Which operations of a cost report come first; those without time come last either way.</summary>
public enum CostSort
{
    /// <summary>Those that take the most time in the range.</summary>
    Now,

    /// <summary>Those that added the most time per second since the reference.</summary>
    Added,
}
