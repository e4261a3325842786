namespace Pipeline.Core.Endpoints;

/// <summary>Why a single event or tally was not counted.</summary>
public enum RefusalReason : byte
{
    /// <summary>Older than the coarsest tier reaches back behind the watermark; written <c>too-old</c>.</summary>
    TooOld,

    /// <summary>More than two minutes after its arrival; written <c>too-far-ahead</c>.</summary>
    TooFarAhead,
}
