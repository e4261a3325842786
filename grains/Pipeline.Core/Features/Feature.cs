using Pipeline.Protocol.Events;

namespace Pipeline.Core.Features;

/// <summary>One thing that is measured of each window of a segment.</summary>
/// <param name="Kind">What.</param>
/// <param name="Operation">Of which operation; empty where it is of the calls themselves.</param>
/// <param name="OperationKind">That operation's kind; of no meaning without one.</param>
public readonly record struct Feature(FeatureKind Kind, string Operation = "", OperationKind OperationKind = OperationKind.Function)
{
    public bool IsOfOperation => Kind >= FeatureKind.OperationCalls;
}
