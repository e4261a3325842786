using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pipeline.Benchmarks.Recording;

/// <summary>Threads that run bursts at the same time. They live as long as the benchmark, as a service's threads do.</summary>
internal sealed class BurstThreads : IDisposable
{
    private readonly BlockingCollection<Action>[] _work;
    private readonly Thread[] _threads;

    public BurstThreads(int threadCount)
    {
        _work = [.. Enumerable.Range(0, threadCount).Select(_ => new BlockingCollection<Action>())];
        _threads = [.. _work.Select((work, index) => new Thread(() => Run(work)) { IsBackground = true, Name = $"burst {index}" })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>Runs bursts on the first so many threads; a figure for each burst and thread.</summary>
    public IReadOnlyList<BurstSample> Measure(RecordVariant variant, int threadCount, int burstCount)
    {
        Rendezvous rendezvous = new(threadCount);
        BurstSample[] samples = new BurstSample[threadCount * burstCount];
        Task[] tasks = [.. Enumerable.Range(0, threadCount).Select(thread => Post(thread, () =>
        {
            for (int burst = 0; burst < burstCount; burst++)
                samples[(thread * burstCount) + burst] = MeasureBurst(variant, rendezvous, settles: thread == 0);
        }))];
        Task.WaitAll(tasks);
        return samples;
    }

    public void Dispose()
    {
        foreach (BlockingCollection<Action> work in _work)
            work.CompleteAdding();
        foreach (Thread thread in _threads)
            thread.Join();
        foreach (BlockingCollection<Action> work in _work)
            work.Dispose();
    }

    private static void Run(BlockingCollection<Action> work)
    {
        foreach (Action action in work.GetConsumingEnumerable())
            action();
    }

    private static BurstSample MeasureBurst(RecordVariant variant, Rendezvous rendezvous, bool settles)
    {
        rendezvous.Meet();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        variant.Burst(variant.BurstSize);
        double elapsedNs = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        variant.CountBurst();
        rendezvous.Meet();
        if (settles)
            variant.Settle?.Invoke();
        return new BurstSample(elapsedNs / variant.BurstSize, (double)allocated / variant.BurstSize);
    }

    private Task Post(int thread, Action action)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ExecutionContext flow = ExecutionContext.Capture()!;
        _work[thread].Add(() =>
        {
            try
            {
                // What a burst leaves in the async flow must not be there for the next one.
                ExecutionContext.Run(flow, _ => action(), null);
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }
}
