namespace Pipeline.Benchmarks.Recording;

/// <summary>Lets threads go on together, to within a fraction of a microsecond: they spin, and yield only when one of them is late.</summary>
internal sealed class Rendezvous(int threadCount)
{
    private const int SpinsMax = 20_000;

    private int _arrived;
    private int _round;

    /// <summary>Returns when all threads have arrived.</summary>
    public void Meet()
    {
        int round = Volatile.Read(ref _round);
        if (Interlocked.Increment(ref _arrived) == threadCount)
        {
            Volatile.Write(ref _arrived, 0);
            Volatile.Write(ref _round, round + 1);
            return;
        }

        for (int spin = 0; Volatile.Read(ref _round) == round; spin++)
        {
            if (spin < SpinsMax)
                Thread.SpinWait(1);
            else
                Thread.Yield();
        }
    }
}
