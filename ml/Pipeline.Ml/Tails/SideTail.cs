namespace Pipeline.Ml.Tails;

/// <summary>One side of a feature beyond the outermost value that was seen there.</summary>
/// <param name="Step">
/// Over this distance p falls from the share of rows that held the outermost value to that of a single row; 0: at once. It is 1 for counts,
/// whose next value is one further.
/// </param>
/// <param name="LawFrom">
/// Distance from which the tail's law counts: 1 for counts, whose first value beyond is as likely as 1 / (n + 1).
/// </param>
/// <param name="Pareto">The law of continuous numbers, and of counts below the seen.</param>
/// <param name="Count">The law of counts above the seen.</param>
internal readonly record struct SideTail(double Step, double LawFrom, ParetoTail Pareto, CountTail Count)
{
    /// <summary>
    /// ln of the one-sided probability at a distance above 0 beyond the border, times n + 1: the part beside the number of rows.
    /// </summary>
    /// <param name="distance">In the column's unit, above 0.</param>
    /// <param name="borderWeight">Weight of the outermost value, at least 1.</param>
    public double LogWeight(double distance, double borderWeight)
    {
        double log = distance < Step ? Math.Log(1 + ((borderWeight - 1) * (1 - (distance / Step)))) : 0;
        double excess = distance - LawFrom;
        if (excess <= 0)
            return log;
        double surprise = Count.Law switch
        {
            CountLaw.None => Pareto.Surprise(excess),
            CountLaw.UnderDispersed => Math.Max(Pareto.Surprise(excess), Count.Surprise(Count.Start + excess)),
            _ => Count.Surprise(Count.Start + excess),
        };
        return log - surprise;
    }
}
