using Pipeline.Client.Delivery;
using Pipeline.Protocol.Events;

namespace Pipeline.Client;

/// <summary>What a client did since it started. The same figures are in the meter "Pipeline.Client".</summary>
public sealed record ClientStatistics
{
    /// <summary>Calls counted.</summary>
    public long CallCount { get; init; }

    /// <summary>Calls kept in detail.</summary>
    public long DetailCount { get; init; }

    /// <summary>Details dropped, by cause; their calls are counted all the same.</summary>
    public required IReadOnlyDictionary<DropCause, long> DroppedDetails { get; init; }

    /// <summary>Calls of which the count was dropped as well, by cause.</summary>
    public required IReadOnlyDictionary<DropCause, long> DroppedCalls { get; init; }

    /// <summary>Operations and values beyond what one call holds.</summary>
    public long RefusedEntryCount { get; init; }

    /// <summary>Calls whose allocation and processor time are unknown because they left their thread.</summary>
    public long ThreadChangeCount { get; init; }

    /// <summary>Exceptions of the program's own hooks: predicates, callbacks.</summary>
    public long HookFailureCount { get; init; }

    /// <summary>Share of the process's processor time that recording takes, smoothed; 0 to 1.</summary>
    public double Overhead { get; init; }

    /// <summary>Steps down of the guard, 0 to 3.</summary>
    public int GuardLevel { get; init; }

    /// <summary>What became of batches.</summary>
    public DeliveryStatistics Delivery { get; init; }
}
