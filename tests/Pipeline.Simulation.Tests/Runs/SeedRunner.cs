using System.Diagnostics;
using Pipeline.Simulation.Tests.Storage;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>Runs many seeds, each on one thread, as many at a time as there are processors.</summary>
internal sealed class SeedRunner(int firstSeed, int seedCount)
{
    private const int StepCount = 200;
    private const int FailuresMax = 20;

    private readonly Lock _gate = new();
    private readonly int _endSeed = firstSeed + seedCount;
    private int _nextSeed = firstSeed;

    public Coverage Coverage { get; } = new();

    public TimeSpan Elapsed { get; private set; }

    /// <summary>Ascending.</summary>
    public List<int> FailedSeeds { get; } = [];

    /// <param name="seed">Decides everything.</param>
    /// <param name="isTraceKept">Whether the lines are kept.</param>
    /// <param name="createLog">Makes the run's log, given the bytes that may wait in it; null for the one in memory.</param>
    public static SeedResult RunOne(int seed, bool isTraceKept, Func<long, IHeldLog>? createLog = null)
    {
        Trace trace = new(isTraceKept);
        Coverage coverage = new();
        // A test runner's context would draw continuations away from this thread.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            new World(seed, coverage, trace, createLog ?? (static queueBytesMax => new HeldMemoryLog(queueBytesMax))).Run(StepCount);
            return new SeedResult(trace, coverage, null);
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to the seed; an exception of the product is as much a finding as a failed check.
            return new SeedResult(trace, coverage, exception);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public void Run()
    {
        Stopwatch watch = Stopwatch.StartNew();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(RunSeeds))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        FailedSeeds.Sort();
        Elapsed = watch.Elapsed;
    }

    private void RunSeeds()
    {
        while (TakeSeed() is { } seed)
        {
            SeedResult result = RunOne(seed, isTraceKept: false);
            lock (_gate)
            {
                Coverage.Add(result.Coverage);
                if (result.Failure is not null)
                    FailedSeeds.Add(seed);
            }
        }
    }

    private int? TakeSeed()
    {
        lock (_gate)
            return _nextSeed < _endSeed && FailedSeeds.Count < FailuresMax ? _nextSeed++ : null;
    }
}
