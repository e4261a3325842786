namespace Pipeline.Ml.Tails;

/// <summary>What is known about the upper tail of a count.</summary>
internal enum CountLaw
{
    /// <summary>No count, or one with a tail too heavy for the laws below: the Pareto tail alone.</summary>
    None = 0,

    /// <summary>As varied as independent events are.</summary>
    Poisson = 1,

    /// <summary>Less varied than independent events: the sharper of Poisson and Pareto tail, since both are too wide.</summary>
    UnderDispersed = 2,

    /// <summary>More varied than independent events, with an exponential tail.</summary>
    NegativeBinomial = 3,
}
