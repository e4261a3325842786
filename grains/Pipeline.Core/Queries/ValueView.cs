using Pipeline.Protocol.Events;

namespace Pipeline.Core.Queries;

/// <summary>A business value of calls, in its own unit.</summary>
/// <param name="Name">The value; <c>__other__</c> for those past the limit.</param>
/// <param name="Kind">Sum or distribution.</param>
/// <param name="Total">Sum, scaled to the tallies where there are any.</param>
/// <param name="PerEvent">Mean per call, over the events that carried it.</param>
/// <param name="Distribution">Its shape; null for a sum.</param>
public sealed record ValueView(string Name, ValueKind Kind, double Total, double PerEvent, QuantilesView? Distribution);
