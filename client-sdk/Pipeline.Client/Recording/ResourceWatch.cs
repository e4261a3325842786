namespace Pipeline.Client.Recording;

/// <summary>Reads what the current thread allocates and computes between the start and the end of a call, and notices when the call left the thread.</summary>
/// <remarks>
/// Such differences are wrong when the call awaited something meanwhile: the thread worked for others. An async-local with a notification
/// sees each switch; it makes every switch dearer, so only the calls that are read carry one. A watch belongs to a detail and is used again with it:
/// a flow that outlives its call may then report a switch that is not the new call's, which costs a reading and never makes one wrong.
/// </remarks>
internal sealed class ResourceWatch
{
    private static readonly AsyncLocal<ResourceWatch?> s_watched = new(static change =>
    {
        if (change.ThreadContextChanged && change.PreviousValue is { } left)
            left._leftThread = true;
    });

    private int _threadId;
    private long _startAllocatedBytes;
    private long _startCpuNs;
    private bool _isRunning;
    private bool _leftThread;

    /// <summary>Begins to watch the calling thread for the current async flow.</summary>
    public void Start(bool readsCpu)
    {
        ResourceWatch? outer = s_watched.Value;
        bool isInner = outer is not null && Volatile.Read(ref outer._isRunning);
        _threadId = Environment.CurrentManagedThreadId;
        // The flow's innermost watch hears of switches; nested calls are rare enough to leave the inner ones unread.
        _leftThread = isInner;
        Volatile.Write(ref _isRunning, true);
        if (!isInner)
            s_watched.Value = this;
        _startCpuNs = readsCpu ? ThreadCpuClock.ReadNs() : -1;
        _startAllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
    }

    /// <summary>Ends the watch.</summary>
    /// <param name="allocatedBytes">What was allocated meanwhile.</param>
    /// <param name="cpuNs">Processor time meanwhile; -1 if it was not read.</param>
    /// <returns>False if the call left the thread, so that nothing is known.</returns>
    public bool TryStop(out long allocatedBytes, out long cpuNs)
    {
        allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - _startAllocatedBytes;
        cpuNs = _startCpuNs < 0 ? -1 : ThreadCpuClock.ReadNs() - _startCpuNs;
        bool stayed = !_leftThread && _threadId == Environment.CurrentManagedThreadId;
        Volatile.Write(ref _isRunning, false);
        if (ReferenceEquals(s_watched.Value, this))
            s_watched.Value = null;
        return stayed;
    }
}
