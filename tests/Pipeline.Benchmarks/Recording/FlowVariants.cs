namespace Pipeline.Benchmarks.Recording;

/// <summary>What scopes are held against: an async flow that carries an object of its own for each call, and the loop itself.</summary>
internal static class FlowVariants
{
    private const int Burst = 4_000;

    private static readonly AsyncLocal<Carried?> s_flow = new();
    private static readonly Carried[] s_made = [new("", 0, null), new("", 1, null)];
    private static long s_sink;

    public static IEnumerable<RecordVariant> All()
    {
        yield return new RecordVariant("loop", Burst, Loop);
        yield return new RecordVariant("async_flow", Burst, SetNew);
        yield return new RecordVariant("async_flow_set", Burst, SetMade);
    }

    private static void Loop(int count)
    {
        long sum = 0;
        for (int index = 0; index < count; index++)
            sum += CallFacts.Endpoint(index).Length + CallFacts.Segment(index).Length + CallFacts.Duration(index).Ticks;
        Volatile.Write(ref s_sink, sum);
    }

    /// <summary>The least that lets a flow know which call it is in: one object for each call, and the set.</summary>
    private static void SetNew(int count)
    {
        for (int index = 0; index < count; index++)
            s_flow.Value = new Carried(CallFacts.Endpoint(index), index, null);
    }

    /// <summary>The set alone.</summary>
    private static void SetMade(int count)
    {
        for (int index = 0; index < count; index++)
            s_flow.Value = s_made[index & 1];
    }

    /// <summary>As large as what the client lets a flow carry: two references and a number.</summary>
    private sealed record Carried(object Detail, int Version, Carried? Outer);
}
