using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Queries;

/// <summary>The aggregates of a merged cell, as plain numbers.</summary>
/// <param name="Calls">How many, and how many failed.</param>
/// <param name="SampleSize">Independent events behind the means per event: fewer than recorded where weights differ.</param>
/// <param name="Duration">How long they took; null if no event says.</param>
/// <param name="Resources">What they used, of each resource that any event reports.</param>
/// <param name="Operations">What they did, most time first, then most calls.</param>
/// <param name="Values">Their business values, by name.</param>
/// <param name="Exemplars">The slowest events, slowest first.</param>
public sealed record CellView(
    CallsView Calls,
    double SampleSize,
    DurationView? Duration,
    IReadOnlyList<ResourceView> Resources,
    IReadOnlyList<OperationView> Operations,
    IReadOnlyList<ValueView> Values,
    IReadOnlyList<Exemplar> Exemplars)
{
    /// <summary>What clients dropped, by cause.</summary>
    public IReadOnlyList<DropCounts> Dropped { get; init; } = [];

    /// <summary>That of no events.</summary>
    public static readonly CellView Empty = new(default, 0, null, [], [], [], []);
}
