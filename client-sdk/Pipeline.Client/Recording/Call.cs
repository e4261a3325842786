using System.Diagnostics.CodeAnalysis;
using Pipeline.Client.Recording;
using Pipeline.Protocol.Events;

namespace Pipeline.Client;

/// <summary>An open call. Disposing it records it.</summary>
/// <remarks>
/// <para>
/// Thread-safe. A call that has ended, and <c>default</c>, take everything and do nothing, so nobody need ask whether recording is on. No method
/// throws, except <see cref="Count"/> and its like where a limit is exceeded and <see cref="PipelineClientOptions.ThrowOnLimit"/> is set.
/// </para>
/// <para>
/// Names of operations are best constants: equal references are found fastest. A call has at most 256 operations and 64 values; more are
/// counted as refused.
/// </para>
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public readonly struct Call : IDisposable
{
    private readonly CallDetail? _detail;
    private readonly int _version;

    internal Call(CallDetail detail, int version)
    {
        _detail = detail;
        _version = version;
    }

    /// <summary>The innermost open call of this async flow, also in what it started with <c>Task.Run</c> or <c>Parallel</c>.</summary>
    public static Call Current => CallFlow.Current;

    /// <summary>Whether the call is open.</summary>
    public bool IsActive => _detail is { } detail && detail.Version == _version;

    /// <summary>Counts calls of an operation of the program itself: <c>json.dumps</c>.</summary>
    /// <exception cref="LimitExceededException">They are more than <see cref="Limit"/> allows, and the client is to throw.</exception>
    public void Count(string operation, long calls = 1) => Add(operation, OperationKind.Function, calls, timeNs: -1, errors: -1);

    /// <summary>Adds timed calls of a function.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="elapsed">Time of all calls together.</param>
    /// <param name="failed">Whether they failed.</param>
    /// <param name="calls">How many.</param>
    /// <exception cref="LimitExceededException">As of <see cref="Count"/>.</exception>
    public void Function(string name, TimeSpan elapsed, bool failed = false, long calls = 1)
        => Add(name, OperationKind.Function, calls, Nanoseconds(elapsed), failed ? calls : 0);

    /// <summary>Adds calls of another service: <c>redis</c>, <c>payments</c>.</summary>
    /// <inheritdoc cref="Function"/>
    public void Dependency(string name, TimeSpan elapsed, bool failed = false, long calls = 1)
        => Add(name, OperationKind.Dependency, calls, Nanoseconds(elapsed), failed ? calls : 0);

    /// <summary>Adds accesses to a file, a socket or a device.</summary>
    /// <inheritdoc cref="Function"/>
    public void Io(string name, TimeSpan elapsed, bool failed = false, long calls = 1)
        => Add(name, OperationKind.Io, calls, Nanoseconds(elapsed), failed ? calls : 0);

    /// <summary>Counts queries to a database.</summary>
    public void DbQueries(long count = 1) => Add(Resource.DbQueries, count);

    /// <summary>Counts lookups that found what they looked for in a cache.</summary>
    public void CacheHits(long count = 1) => Add(Resource.CacheHits, count);

    /// <summary>Counts lookups that did not.</summary>
    public void CacheMisses(long count = 1) => Add(Resource.CacheMisses, count);

    /// <summary>Counts reads and writes of files, sockets and devices.</summary>
    public void IoOperations(long count = 1) => Add(Resource.IoOperations, count);

    /// <summary>Adds time spent waiting for locks.</summary>
    public void LockWait(TimeSpan waited) => Add(Resource.LockWait, Nanoseconds(waited));

    /// <summary>Adds to a business figure that is summed: revenue.</summary>
    public void Value(string name, double amount) => AddValue(name, ValueKind.Sum, amount);

    /// <summary>Sets a business figure whose quantiles are wanted: response bytes. At least 0.</summary>
    public void Distribution(string name, double amount) => AddValue(name, ValueKind.Distribution, amount);

    /// <summary>Allows an operation of this kind only so many calls within this call. The excess is counted, reported once, and thrown if so configured.</summary>
    /// <param name="operation">The operation, as it is counted.</param>
    /// <param name="callsMax">At least 0.</param>
    /// <param name="kind">Function, unless the operation is counted as another kind.</param>
    public void Limit(string operation, long callsMax, OperationKind kind = OperationKind.Function)
    {
        if (_detail is not { } detail || !detail.TryEnter(_version))
            return;
        if (operation is not null)
            detail.Limit(operation, kind, Math.Clamp(callsMax, 0, EventLimits.AmountMax / 1_000));
        detail.Leave();
    }

    /// <summary>The call failed.</summary>
    /// <param name="error">What went wrong, for people; the first 256 bytes are kept.</param>
    public void Fail(string? error = null)
    {
        if (_detail is not { } detail || !detail.TryEnter(_version))
            return;
        detail.Failed = true;
        detail.Error ??= error;
        detail.Leave();
    }

    /// <summary>The call failed; the exception's type and message say how.</summary>
    public void Fail(Exception exception)
    {
        if (IsActive)
            Fail(exception is null ? null : ErrorDescription.Of(exception));
    }

    /// <summary>
    /// The call did not fail, whatever exception is on its way when it ends: one that is not its own, or its client's fault. A call that ends
    /// normally need not say so.
    /// </summary>
    public void Succeed()
    {
        if (_detail is not { } detail || !detail.TryEnter(_version))
            return;
        detail.IsOutcomeTold = true;
        detail.Failed = false;
        detail.Error = null;
        detail.Leave();
    }

    /// <summary>Changes what the call is recorded as: the route, or the user, may be known late.</summary>
    public void Rename(string endpoint, string? segment = null)
    {
        if (_detail is not { } detail || !detail.TryEnter(_version))
            return;
        detail.Endpoint = endpoint ?? detail.Endpoint;
        detail.Segment = segment ?? detail.Segment;
        detail.Leave();
    }

    /// <summary>The call will not be recorded at all.</summary>
    public void Discard()
    {
        if (_detail is not { } detail || !detail.TryEnter(_version))
            return;
        detail.IsDiscarded = true;
        detail.Leave();
    }

    /// <summary>The call's companion of this type, created at its first use; null if the call is not open. For captures that gather elsewhere.</summary>
    /// <typeparam name="T">A call has one companion of each type.</typeparam>
    /// <param name="create">Makes it; must not use the call.</param>
    public T? GetCompanion<T>(Func<T> create)
        where T : class, ICallCompanion
    {
        if (_detail is not { } detail || create is null || !detail.TryEnter(_version))
            return null;
        try
        {
            return detail.GetCompanion(create);
        }
        finally
        {
            detail.Leave();
        }
    }

    /// <summary>Adds an error to a dependency that has been added already.</summary>
    internal void AddDependencyError(string name) => Add(name, OperationKind.Dependency, calls: 0, timeNs: -1, errors: 1);

    /// <summary>Whether both are the same call.</summary>
    internal bool Is(Call other) => ReferenceEquals(_detail, other._detail) && _version == other._version;

    /// <summary>Ends the call and records it. An exception on its way out makes it a failed one.</summary>
    public void Dispose() => _detail?.Client.End(_detail, _version);

    private static long Nanoseconds(TimeSpan elapsed) => Math.Clamp(elapsed.Ticks, 0, EventLimits.AmountMax / 100) * 100;

    private void Add(string name, OperationKind kind, long calls, long timeNs, long errors)
    {
        if (_detail is not { } detail || name is null || !detail.TryEnter(_version))
            return;
        long allowed = detail.Add(name, kind, Math.Clamp(calls, 0, EventLimits.AmountMax / 1_000), timeNs, errors);
        string endpoint = detail.Endpoint;
        detail.Leave();
        if (allowed >= 0)
            detail.Client.ReportExcess(endpoint, name, allowed);
    }

    private void Add(Resource resource, long amount)
    {
        if (_detail is not { } detail || !detail.TryEnter(_version))
            return;
        detail.Resources.Set(resource, (detail.Resources[resource] ?? 0) + Math.Max(amount, 0));
        detail.Leave();
    }

    private void AddValue(string name, ValueKind kind, double amount)
    {
        if (_detail is not { } detail || name is null || !double.IsFinite(amount) || !detail.TryEnter(_version))
            return;
        double micro = Math.Clamp(amount * 1e6, -EventLimits.ValueMicroMax, EventLimits.ValueMicroMax);
        detail.AddValue(name, kind, kind == ValueKind.Distribution ? Math.Max(0, (long)micro) : (long)micro);
        detail.Leave();
    }
}
