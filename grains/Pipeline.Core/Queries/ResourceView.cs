using Pipeline.Protocol.Events;

namespace Pipeline.Core.Queries;

/// <summary>What calls used of a resource: ms for times, bytes for memory, else a number.</summary>
/// <param name="Resource">Which.</param>
/// <param name="PerEvent">Mean per call, over the events that reported it.</param>
/// <param name="Max">Largest per call; of an event that stood for several calls, its mean.</param>
/// <param name="Total">Over all calls of the events that reported it, scaled to the tallies where there are any.</param>
/// <param name="ShareOfEvents">Share of the calls whose events reported it, 0 to 1.</param>
public sealed record ResourceView(Resource Resource, double PerEvent, double Max, double Total, double ShareOfEvents)
{
    /// <summary>What sampling leaves open of <see cref="PerEvent"/>; null if it is exact.</summary>
    public MeanInterval? Interval { get; init; }
}
