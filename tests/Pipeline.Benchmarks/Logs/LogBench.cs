using System.Diagnostics;
using Pipeline.EventLog;

namespace Pipeline.Benchmarks.Logs;

/// <summary>Writes the same entries to one log: many at a time, one at a time, and beside a large snapshot.</summary>
internal sealed class LogBench(LogBenchOptions options, IEventLog log, ISnapshotStore snapshots, EventLogInstruments instruments, Func<LogUsage> measure)
{
    private static readonly StreamName s_lone = new("lone");

    private readonly byte[] _bytes = CreateBytes(options.EntryBytes);

    public async Task<LogFigures> RunAsync(string name)
    {
        await AppendAllAsync(Math.Min(options.Entries, 5_000), "warm");
        LogUsage before = measure();
        EventLogStatistics statistics = instruments.Statistics;
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long startedAt = Stopwatch.GetTimestamp();
        await AppendAllAsync(options.Entries, "load");
        TimeSpan elapsed = Stopwatch.GetElapsedTime(startedAt);
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        LogUsage after = measure();
        long commits = instruments.Statistics.Commits - statistics.Commits;

        startedAt = Stopwatch.GetTimestamp();
        long read = await ReadAllAsync("load");
        TimeSpan reading = Stopwatch.GetElapsedTime(startedAt);
        if (read != options.Entries)
            throw new InvalidOperationException($"{name} gives {read} of {options.Entries} entries back.");

        double[] lone = await AppendLoneAsync(options.LoneEntries, Task.Delay(Timeout.Infinite));
        Array.Sort(lone);
        startedAt = Stopwatch.GetTimestamp();
        Task<SnapshotStatus> snapshot = snapshots
            .WriteAsync(new SnapshotWrite(new StreamName("large"), Offset.Start, new byte[Snapshot.LengthBytesMax], false)).AsTask();
        TimeSpan writing = TimeSpan.Zero;
        Task written = snapshot.ContinueWith(_ => writing = Stopwatch.GetElapsedTime(startedAt), TaskScheduler.Default);
        double[] beside = await AppendLoneAsync(int.MaxValue, written);
        if (await snapshot != SnapshotStatus.Written)
            throw new InvalidOperationException($"{name} did not take the snapshot.");
        return new LogFigures
        {
            Log = name,
            EntriesPerSecond = options.Entries / elapsed.TotalSeconds,
            MicrosecondsPerEntry = elapsed.TotalMicroseconds / options.Entries,
            CpuMicrosecondsPerEntry = cpu.TotalMicroseconds / options.Entries,
            ServerCpuMicrosecondsPerEntry = (after.ServerCpuSeconds - before.ServerCpuSeconds) * 1e6 / options.Entries,
            EntriesPerCommit = (double)options.Entries / commits,
            WrittenBytesPerEntry = (double)(after.WrittenBytes - before.WrittenBytes) / options.Entries,
            ServerMemoryBytesPerEntry = (double)(after.ServerMemoryBytes - before.ServerMemoryBytes) / options.Entries,
            LoneMicroseconds = lone[lone.Length / 2],
            LoneMicrosecondsP99 = lone[(int)(lone.Length * 0.99)],
            ReadEntriesPerSecond = options.Entries / reading.TotalSeconds,
            LargestSnapshotMs = writing.TotalMilliseconds,
            AppendBesideSnapshotMsMax = beside.Max() / 1_000,
        };
    }

    private static byte[] CreateBytes(int length)
    {
        // Redis compresses what repeats when it rewrites its file; these bytes do not, and no two neighbours are the same.
        byte[] bytes = new byte[length + (1024 * 1024)];
        new Random(8).NextBytes(bytes);
        return bytes;
    }

    private EntryParts CreateEntry(long offset) => new(_bytes.AsMemory((int)(offset * 7_919 % (1024 * 1024)), options.EntryBytes));

    private Task AppendAllAsync(int count, string prefix) => Task.WhenAll(Enumerable.Range(0, options.Streams).Select(number =>
        AppendAsync(new StreamName($"{prefix}/{number}"), (count / options.Streams) + (number < count % options.Streams ? 1 : 0))));

    private async Task AppendAsync(StreamName stream, int count)
    {
        Queue<Task<AppendOutcome>> inFlight = [];
        for (int next = 0; next < count || inFlight.Count > 0;)
        {
            while (next < count && inFlight.Count < options.InFlight)
                inFlight.Enqueue(log.AppendAsync(stream, new Offset(next), CreateEntry(next++)).AsTask());
            AppendOutcome outcome = await inFlight.Dequeue();
            if (!outcome.IsCommitted)
                throw new InvalidOperationException($"An entry ended in {outcome.Status}.");
        }
    }

    private async Task<double[]> AppendLoneAsync(int count, Task until)
    {
        List<double> microseconds = [];
        Offset next = await log.GetHeadAsync(s_lone);
        do
        {
            long startedAt = Stopwatch.GetTimestamp();
            next = (await log.AppendAsync(s_lone, next, CreateEntry(next.Value))).Head;
            microseconds.Add(Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds);
        }
        while (microseconds.Count < count && !until.IsCompleted);
        return [.. microseconds];
    }

    private async Task<long> ReadAllAsync(string prefix)
    {
        long count = 0;
        for (int number = 0; number < options.Streams; number++)
        {
            await foreach (LogEntry _ in log.ReadAsync(new StreamName($"{prefix}/{number}"), Offset.Start))
                count++;
        }

        return count;
    }
}
