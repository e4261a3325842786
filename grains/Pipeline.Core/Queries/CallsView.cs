namespace Pipeline.Core.Queries;

/// <summary>How many calls there were.</summary>
/// <param name="Events">Recorded events, whatever they stand for.</param>
/// <param name="Count">Calls: tallied where sources tallied, else estimated from weights. Whole without sampling.</param>
/// <param name="CountStandardError">Standard error of <paramref name="Count"/>; 0 without sampling and where tallied.</param>
/// <param name="Errors">Calls that failed, counted in the same way.</param>
public readonly record struct CallsView(long Events, double Count, double CountStandardError, double Errors)
{
    /// <summary>Standard error of <see cref="Errors"/>; 0 without sampling and where tallied.</summary>
    public double ErrorsStandardError { get; init; }
}
