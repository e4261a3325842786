namespace Pipeline.Core.Endpoints;

/// <summary>One event or tally that was not counted.</summary>
/// <param name="Index">Its index in the section's events, or tallies.</param>
/// <param name="Reason">Why.</param>
public readonly record struct Refusal(int Index, RefusalReason Reason)
{
    /// <summary>The reason as answers carry it.</summary>
    public string ReasonText => Reason == RefusalReason.TooOld ? "too-old" : "too-far-ahead";
}
