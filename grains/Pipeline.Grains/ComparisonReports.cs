using System.Collections.Immutable;
using Pipeline.Core.Comparison;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains;

/// <summary>Puts a comparison into the shape in which it leaves the grain.</summary>
internal static class ComparisonReports
{
    /// <summary>Compares two sides of an endpoint; a side without events has zeros.</summary>
    public static ComparisonReport Create(
        EndpointState state, string name, (ComparedSide Side, StoredWindows Stored) sideA, (ComparedSide Side, StoredWindows Stored) sideB)
    {
        (ComparedSide first, ComparedSide second) = (sideA.Side, sideB.Side);
        (EndpointView viewA, CellView a) = Read(state, name, first, sideA.Stored);
        (EndpointView viewB, CellView b) = Read(state, name, second, sideB.Stored);
        CellComparison comparison = CellComparison.Of(a, b);
        return new ComparisonReport(
            name,
            viewA.AsOfUnixMs,
            SummaryOf(comparison, (first.Label, a), (second.Label, b)),
            ToReport(first, viewA, a),
            ToReport(second, viewB, b),
            comparison.Duration is { } duration ? ToReport(duration) : null,
            ToReport(comparison.Calls),
            comparison.Basis == ComparisonBasis.Time ? "time" : "calls",
            [.. comparison.Operations.Select(ToReport)],
            comparison.Resources.ToImmutableSortedDictionary(
                resource => FieldNames.Of(resource.Resource),
                resource => new ComparedResourceReport(resource.A, resource.B, resource.Ratio),
                StringComparer.Ordinal));
    }

    /// <summary>Of nothing there is nothing to compare: zeros would read like a finding.</summary>
    private static string SummaryOf(CellComparison comparison, (string Label, CellView Cell) a, (string Label, CellView Cell) b) =>
        (a.Cell.Calls.Count, b.Cell.Calls.Count) switch
        {
            (0, 0) => $"Neither {a.Label} nor {b.Label} has events that are retained.",
            (0, _) => $"{a.Label} has no events that are retained.",
            (_, 0) => $"{b.Label} has no events that are retained.",
            _ => ComparisonSentence.Of(comparison, a.Label, b.Label),
        };

    private static (EndpointView View, CellView Cell) Read(EndpointState state, string name, ComparedSide side, StoredWindows stored)
    {
        EndpointView view = state.Query(name, EndpointReports.ToCore(state, side.Range), stored)
            ?? throw new InvalidOperationException("A query that leaves the step open always finds windows.");
        CellView? cell = side.Segment is null
            ? view.Total
            : view.Segments.FirstOrDefault(segment => segment.Name == side.Segment)?.Cell;
        return (view, cell ?? CellView.Empty);
    }

    private static ComparedSideReport ToReport(ComparedSide side, EndpointView view, CellView cell) =>
        new(side.Segment, view.FromUnixMs, view.ToUnixMs, cell.Calls.Events, cell.Calls.Count);

    private static ComparedOperationReport ToReport(OperationComparison operation) => new(
        operation.Name, FeatureWords.Of(operation.Kind), ToReport(operation.Calls), operation.MsDifference, operation.Share);

    private static RatioReport ToReport(RatioEstimate estimate) =>
        new(estimate.A, estimate.B, estimate.Difference, estimate.Ratio, estimate.Lower, estimate.Upper, estimate.Reason);
}
