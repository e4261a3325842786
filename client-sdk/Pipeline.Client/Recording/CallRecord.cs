using System.Diagnostics.CodeAnalysis;
using Pipeline.Protocol.Events;

namespace Pipeline.Client;

/// <summary>A finished call, as <see cref="PipelineClient.Record(in CallRecord)"/> takes it. What is not set was not measured.</summary>
/// <remarks>Lives on the stack. Names are best constants or otherwise kept by the program: equal references are found fastest.</remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public ref struct CallRecord
{
    private ResourceUsage _resources;

    /// <summary>What was called, 1 to 256 UTF-8 bytes.</summary>
    public required string Endpoint { get; init; }

    /// <summary>For whom; null means <c>default</c>.</summary>
    public string? Segment { get; init; }

    /// <summary>How long it took, ns; negative if that is not known.</summary>
    public long DurationNs { get; init; } = -1;

    /// <summary>When it ended, Unix ms; 0 takes the time from the client's clock.</summary>
    public long TimeUnixMs { get; init; }

    /// <summary>Whether it failed.</summary>
    public bool Failed { get; init; }

    /// <summary>What went wrong, for people.</summary>
    public string? Error { get; init; }

    /// <summary>The trace to look at; if unset, that of <see cref="System.Diagnostics.Activity.Current"/>, for calls kept in detail.</summary>
    public TraceId TraceId { get; init; }

    /// <summary>The span within the trace.</summary>
    public SpanId SpanId { get; init; }

    /// <summary>What the call did, at most 256 operations; read before the record call returns.</summary>
    public ReadOnlySpan<OperationUsage> Operations { get; init; }

    /// <summary>Business figures, at most 64.</summary>
    public ReadOnlySpan<EventValue> Values { get; init; }

    /// <summary>A call of which nothing is known yet.</summary>
    public CallRecord()
    {
    }

    /// <summary>Processor time, ns.</summary>
    public long CpuTimeNs { init => _resources.Set(Resource.CpuTime, value); }

    /// <summary>Allocated bytes.</summary>
    public long AllocatedBytes { init => _resources.Set(Resource.Allocated, value); }

    /// <summary>Change of the process's memory, bytes.</summary>
    public long MemoryDeltaBytes { init => _resources.Set(Resource.MemoryDelta, value); }

    /// <summary>Queries to databases.</summary>
    public long DbQueries { init => _resources.Set(Resource.DbQueries, value); }

    /// <summary>Lookups that found what they looked for in a cache.</summary>
    public long CacheHits { init => _resources.Set(Resource.CacheHits, value); }

    /// <summary>Lookups that did not.</summary>
    public long CacheMisses { init => _resources.Set(Resource.CacheMisses, value); }

    /// <summary>Reads and writes of files, sockets and devices.</summary>
    public long IoOperations { init => _resources.Set(Resource.IoOperations, value); }

    /// <summary>Time spent waiting for locks, ns.</summary>
    public long LockWaitNs { init => _resources.Set(Resource.LockWait, value); }

    /// <summary>Threads in use.</summary>
    public long Threads { init => _resources.Set(Resource.Threads, value); }

    [UnscopedRef]
    internal readonly ref readonly ResourceUsage Resources => ref _resources;
}
