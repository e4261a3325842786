using Pipeline.Core.Queries;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Comparison;

/// <summary>Two sides of one endpoint - segments or periods - and what makes the difference between them.</summary>
/// <param name="Duration">Mean duration per event, ms; null unless both sides know it.</param>
/// <param name="Calls">Calls of all operations together, per event.</param>
/// <param name="Basis">In what the operations' shares are measured.</param>
/// <param name="Operations">Every operation of either side; the one that makes most of the difference first.</param>
/// <param name="Resources">Every resource that both sides report.</param>
public sealed record CellComparison(
    RatioEstimate? Duration,
    RatioEstimate Calls,
    ComparisonBasis Basis,
    IReadOnlyList<OperationComparison> Operations,
    IReadOnlyList<ResourceComparison> Resources)
{
    /// <summary>Part of the difference in duration that timed operations must account for, so that shares are measured in time.</summary>
    public const double ExplainedShareMin = 0.5;

    /// <summary>Compares two sides.</summary>
    /// <remarks>
    /// An operation that one side never had counts as zero calls there. How operations of one event vary together is not kept, so the
    /// interval of <see cref="Calls"/> takes them to rise and fall together, which makes it wider than it need be, never narrower.
    /// </remarks>
    public static CellComparison Of(CellView a, CellView b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        RatioEstimate? duration = a.Duration is { } durationA && b.Duration is { } durationB
            ? RatioEstimate.Of(SampleOf(durationA), SampleOf(durationB))
            : null;
        RatioEstimate calls = RatioEstimate.Of(SampleOfAll(a), SampleOfAll(b));
        List<OperationComparison> operations = [.. Pair(a, b).Select(pair => Compare(pair.A, pair.B, a, b))];
        ComparisonBasis basis = ExplainsTime(operations, duration) ? ComparisonBasis.Time : ComparisonBasis.Calls;
        double whole = basis == ComparisonBasis.Time ? duration!.Difference : calls.Difference;
        operations = [.. operations.Select(operation => operation with { Share = ShareOf(operation, basis, whole) })];
        operations.Sort(static (left, right) => Compare(left, right));
        return new CellComparison(duration, calls, basis, operations, Resources: [.. CompareResources(a, b)]);
    }

    /// <summary>
    /// Whether the operations that report time account for enough of the difference. Otherwise it lies with one that does not say how long
    /// it took, and only its calls can tell.
    /// </summary>
    private static bool ExplainsTime(List<OperationComparison> operations, RatioEstimate? duration)
    {
        if (duration is not { Difference: not 0 and var difference })
            return false;
        double explained = operations.Sum(operation => operation.MsDifference ?? 0);
        return explained / difference >= ExplainedShareMin;
    }

    private static MeanSample SampleOf(DurationView duration) =>
        new(duration.Ms.Mean, duration.StandardDeviationMs, duration.SampleSize);

    private static MeanSample SampleOf(OperationView? operation, CellView cell) =>
        new(operation?.PerEvent ?? 0, operation?.PerEventStandardDeviation ?? 0, operation?.SampleSize ?? cell.SampleSize);

    private static MeanSample SampleOfAll(CellView cell) => new(
        cell.Operations.Sum(operation => operation.PerEvent),
        cell.Operations.Sum(operation => operation.PerEventStandardDeviation),
        cell.SampleSize);

    private static IEnumerable<(OperationView? A, OperationView? B)> Pair(CellView a, CellView b)
    {
        Dictionary<(string, OperationKind), OperationView> rest = b.Operations.ToDictionary(operation => (operation.Name, operation.Kind));
        foreach (OperationView operation in a.Operations)
        {
            rest.Remove((operation.Name, operation.Kind), out OperationView? other);
            yield return (operation, other);
        }

        foreach (OperationView operation in rest.Values)
            yield return (null, operation);
    }

    private static OperationComparison Compare(OperationView? inA, OperationView? inB, CellView a, CellView b)
    {
        OperationView any = inA ?? inB!;
        return new OperationComparison(
            any.Name, any.Kind, RatioEstimate.Of(SampleOf(inA, a), SampleOf(inB, b)), MsDifferenceOf(inA, inB), Share: null);
    }

    /// <summary>Self time where both sides know it: the time of an operation that calls others would count theirs twice.</summary>
    private static double? MsDifferenceOf(OperationView? a, OperationView? b)
    {
        bool knowsSelf = (a is null || a.SelfMsPerEvent is not null) && (b is null || b.SelfMsPerEvent is not null);
        bool knowsTime = (a is null || a.MsPerEvent is not null) && (b is null || b.MsPerEvent is not null);
        if (knowsSelf)
            return (a?.SelfMsPerEvent ?? 0) - (b?.SelfMsPerEvent ?? 0);
        return knowsTime ? (a?.MsPerEvent ?? 0) - (b?.MsPerEvent ?? 0) : null;
    }

    private static double? ShareOf(OperationComparison operation, ComparisonBasis basis, double whole)
    {
        double? part = basis == ComparisonBasis.Time ? operation.MsDifference : operation.Calls.Difference;
        return whole == 0 ? null : part / whole;
    }

    private static int Compare(OperationComparison left, OperationComparison right)
    {
        int order = (right.Share ?? double.MinValue).CompareTo(left.Share ?? double.MinValue);
        if (order == 0)
            order = Math.Abs(right.Calls.Difference).CompareTo(Math.Abs(left.Calls.Difference));
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }

    private static IEnumerable<ResourceComparison> CompareResources(CellView a, CellView b)
    {
        foreach (ResourceView resource in a.Resources)
        {
            if (b.Resources.FirstOrDefault(other => other.Resource == resource.Resource) is { } other)
            {
                double? ratio = other.PerEvent == 0 ? null : resource.PerEvent / other.PerEvent;
                yield return new ResourceComparison(resource.Resource, resource.PerEvent, other.PerEvent, ratio);
            }
        }
    }
}
