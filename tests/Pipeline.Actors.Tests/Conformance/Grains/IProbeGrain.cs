namespace Pipeline.Actors.Tests.Conformance.Grains;

/// <summary>Each call notes "name:start", passes the gate "name", and notes "name:end".</summary>
public interface IProbeGrain : IGrainWithStringKey
{
    Task RunAsync(string name);

    [ReadOnly]
    Task ReadAsync(string name);

    [AlwaysInterleave]
    Task InterleaveAsync(string name);

    [ResponseTimeout("00:00:01")]
    Task RunBrieflyAsync(string name);

    [OneWay]
    Task NotifyAsync(string name);

    /// <summary>Runs until the caller cancels.</summary>
    Task RunUntilCancelledAsync(CancellationToken cancellationToken);

    /// <summary>Which instance answers; says nothing in the journal.</summary>
    Task<Guid> GetInstanceAsync();

    /// <summary>Deactivates when the running calls have ended.</summary>
    Task LeaveAsync();

    Task KeepAsync(TimeSpan timeSpan);

    /// <summary>Calls <see cref="RunAsync"/> of another grain.</summary>
    Task CallAsync(string otherKey, string name);

    /// <summary>Has another grain call this one back; with <paramref name="allow"/> the chain is allowed to come back.</summary>
    Task CallInCircleAsync(string otherKey, string name, bool allow);

    Task CallBackAsync(string firstKey, string name);

    Task FailAsync(string message, bool afterAwait);

    ValueTask<int> AddAsync(int first, int second);

    ValueTask TouchAsync();

    Task<string?> GetContextValueAsync(string key);

    Task<string> GetOwnKeyThroughReferenceAsync();
}
