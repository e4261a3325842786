namespace Pipeline.Core.Endpoints;

/// <summary>What an endpoint has counted since its first entry.</summary>
/// <param name="Events">Events accepted.</param>
/// <param name="Tallies">Tallies accepted.</param>
/// <param name="Late">Of the accepted events, those behind the watermark when they came.</param>
/// <param name="RefusedTooOld">Events and tallies refused as too old.</param>
/// <param name="RefusedTooFarAhead">Events and tallies refused as too far ahead of their arrival.</param>
/// <param name="OverflowSegments">Events and tallies whose segment found no place and was counted as <c>__other__</c>.</param>
/// <param name="OverflowOperations">Operations of events that found no place.</param>
/// <param name="OverflowValues">Values of events that found no place.</param>
public readonly record struct EndpointCounters(
    long Events,
    long Tallies,
    long Late,
    long RefusedTooOld,
    long RefusedTooFarAhead,
    long OverflowSegments,
    long OverflowOperations,
    long OverflowValues)
{
    /// <summary>Operations that lost their place to one that outgrew them.</summary>
    public long OperationsReplaced { get; init; }

    /// <summary>Operations that lost their place since they had not been seen for a day.</summary>
    public long OperationsFreed { get; init; }

    /// <summary>Sections after which an operation was due a place but no number was left for it.</summary>
    public long OperationsBlocked { get; init; }
}
