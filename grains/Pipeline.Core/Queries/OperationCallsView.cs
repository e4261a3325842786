using Pipeline.Protocol.Events;

namespace Pipeline.Core.Queries;

/// <summary>How often calls did an operation.</summary>
/// <param name="Name">The operation; <c>__other__</c> for those past the limit.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="PerEvent">Mean calls per event.</param>
/// <param name="MaxPerEvent">Most calls of one event.</param>
public sealed record OperationCallsView(string Name, OperationKind Kind, double PerEvent, double MaxPerEvent);
