namespace Pipeline.Client.Recording;

/// <summary>What an async flow knows of the call it is in. The only thing that recording allocates for each call.</summary>
/// <remarks>
/// It is not taken back when the call ends, since that would cost another switch of the execution context: a flow of a call that has ended
/// passes for its nearest outer one that has not.
/// </remarks>
internal sealed class CallFlow(CallDetail detail, int version, CallFlow? outer)
{
    private static readonly AsyncLocal<CallFlow?> s_current = new();

    private readonly CallDetail _detail = detail;
    private readonly int _version = version;
    // Calls that are never ended must not make a chain without end.
    private const int DepthMax = 64;

    private readonly CallFlow? _outer = outer is { _depth: >= DepthMax } ? null : outer;
    private readonly int _depth = outer is { _depth: < DepthMax } ? outer._depth + 1 : 0;

    /// <summary>The flow's innermost call that is open; the default value if there is none.</summary>
    public static Call Current
    {
        get
        {
            CallFlow? flow = Innermost();
            return flow is null ? default : new Call(flow._detail, flow._version);
        }
    }

    /// <summary>Makes the call the current one of this async flow.</summary>
    public static void Enter(CallDetail detail, int version) => s_current.Value = new CallFlow(detail, version, Innermost());

    /// <summary>An exception was thrown in this flow: notes it in all calls that are open.</summary>
    public static void NoteThrown(nint exception)
    {
        for (CallFlow? flow = s_current.Value; flow is not null; flow = flow._outer)
        {
            if (flow._detail.Version == flow._version)
                flow._detail.ThrownException = exception;
        }
    }

    private static CallFlow? Innermost()
    {
        CallFlow? flow = s_current.Value;
        while (flow is not null && flow._detail.Version != flow._version)
            flow = flow._outer;
        return flow;
    }
}
