namespace Pipeline.Core.Costs;

/// <summary>Which operations come first. Those without time come after those with; equal ones by calls, then name, then kind.</summary>
public enum CostOrder
{
    /// <summary>Those that take the most time now; without time, those with the most calls.</summary>
    Now,

    /// <summary>Those that take so much more time per second than in the reference period; without time, more calls.</summary>
    Added,
}
