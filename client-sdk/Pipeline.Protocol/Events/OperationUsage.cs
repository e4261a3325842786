namespace Pipeline.Protocol.Events;

/// <summary>A named thing that an event did: totals over the event's count.</summary>
/// <param name="Name">1 to 256 UTF-8 bytes without control characters.</param>
/// <param name="Kind">Function, dependency or I/O.</param>
/// <param name="CallsMilli">Calls in thousandths, at least 0: 14.6 calls are 14,600.</param>
/// <param name="TimeNs">Time within the operation, ns; null if not measured.</param>
/// <param name="SelfTimeNs">The part of the time not spent in other operations, ns; null if not measured.</param>
/// <param name="Errors">Calls that failed; null if not observed.</param>
public readonly record struct OperationUsage(
    string Name,
    OperationKind Kind,
    long CallsMilli,
    long? TimeNs = null,
    long? SelfTimeNs = null,
    long? Errors = null);
