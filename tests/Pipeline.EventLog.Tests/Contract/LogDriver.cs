using Pipeline.Testing;

namespace Pipeline.EventLog.Tests.Contract;

/// <summary>One log under test, with what a test may do to it that its users cannot.</summary>
public abstract class LogDriver : IAsyncDisposable
{
    public static readonly StreamName Alpha = new("endpoint/alpha");
    public static readonly StreamName Beta = new("endpoint/beta");

    public ManualTimeProvider Clock { get; } = new();

    public abstract IEventLog Log { get; }

    public abstract ISnapshotStore Snapshots { get; }

    public abstract ICellStore Cells { get; }

    public abstract long CommitCount { get; }

    /// <summary>Makes writes wait, as a slow disk does.</summary>
    public abstract void HoldCommits();

    public abstract void ReleaseCommits();

    /// <summary>Makes commits fail without writing.</summary>
    public abstract void BreakCommits();

    public abstract void MendCommits();

    public abstract void DamageLatestSnapshot(StreamName stream);

    public abstract ValueTask DisposeAsync();

    public Task<AppendOutcome> AppendAsync(StreamName stream, long expected, byte[] body) =>
        Log.AppendAsync(stream, new Offset(expected), new EntryParts(body)).AsTask();

    public Task<AppendOutcome> AppendAsync(StreamName stream, long expected) => AppendAsync(stream, expected, Body(stream, expected));

    /// <summary>Appends entries 0 to <paramref name="count"/> - 1 in as few commits as may be.</summary>
    public Task<AppendOutcome[]> AppendManyAsync(StreamName stream, int count, long first = 0) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => AppendAsync(stream, first + i)));

    public async Task<List<(Offset Offset, byte[] Bytes)>> ReadAllAsync(StreamName stream, long from = 0)
    {
        List<(Offset, byte[])> entries = [];
        await foreach (LogEntry entry in Log.ReadAsync(stream, new Offset(from)))
            entries.Add((entry.Offset, entry.Bytes.ToArray()));
        return entries;
    }

    public async Task AssertHoldsAsync(StreamName stream, long count, long from = 0)
    {
        List<(Offset Offset, byte[] Bytes)> entries = await ReadAllAsync(stream, from);
        Assert.Equal(count - from, entries.Count);
        for (int i = 0; i < entries.Count; i++)
        {
            Assert.Equal(from + i, entries[i].Offset.Value);
            Assert.Equal(Body(stream, from + i), entries[i].Bytes);
        }
    }

    /// <summary>The bytes this driver gives an entry: they differ by stream and offset, in length too.</summary>
    public static byte[] Body(StreamName stream, long offset)
    {
        byte[] body = new byte[10 + (offset % 50)];
        int seed = stream.Value.Aggregate((int)offset, (hash, character) => unchecked((hash * 31) + character));
        new Random(seed).NextBytes(body);
        return body;
    }
}
