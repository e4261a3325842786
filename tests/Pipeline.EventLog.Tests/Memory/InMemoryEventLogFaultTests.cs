using Pipeline.EventLog.Memory;
using Pipeline.EventLog.Tests.Contract;

namespace Pipeline.EventLog.Tests.Memory;

public sealed class InMemoryEventLogFaultTests
{
    private static readonly StreamName Stream = new("s");

    private readonly InMemoryEventLog _log = new();

    [Fact]
    public async Task CommitPending_WriteButFail_ThrowsAndTheEntryIsThere()
    {
        _log.HoldsCommits = true;
        Task<AppendOutcome> append = Append(0);
        Assert.Equal(1, _log.CommitPending(fate: CommitFate.WriteButFail));
        await Assert.ThrowsAsync<EventLogException>(() => append);
        Assert.Equal(new Offset(1), await _log.GetHeadAsync(Stream));
    }

    [Fact]
    public async Task CommitPending_Fail_FailsWhatWasPipelinedInItAndLaterOnesConflict()
    {
        _log.HoldsCommits = true;
        Task<AppendOutcome>[] appends = [Append(0), Append(1), Append(2)];
        Assert.Equal(2, _log.CommitPending(countMax: 2, CommitFate.Fail));
        await Assert.ThrowsAsync<EventLogException>(() => appends[0]);
        await Assert.ThrowsAsync<EventLogException>(() => appends[1]);
        _log.CommitPending();
        Assert.Equal(new AppendOutcome(AppendStatus.Conflict, Offset.Start), await appends[2]);
    }

    [Fact]
    public async Task CommitPending_Fail_ConflictsStayConflicts()
    {
        _log.HoldsCommits = true;
        Task<AppendOutcome> append = Append(5);
        _log.CommitPending(fate: CommitFate.Fail);
        Assert.Equal(AppendStatus.Conflict, (await append).Status);
    }

    [Fact]
    public void CommitPending_AwaiterOnTheSameThread_ContinuesInsideTheCall()
    {
        _log.HoldsCommits = true;
        int thread = 0;
        _ = Append(0).ContinueWith(
            _ => thread = Environment.CurrentManagedThreadId,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _log.CommitPending();
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public async Task Kill_PendingWrites_NeverCompleteAndAreNotWritten()
    {
        _log.HoldsCommits = true;
        Task<AppendOutcome> append = Append(0);
        Assert.Equal(1, _log.Kill());
        Assert.False(append.IsCompleted);
        Assert.Equal(Offset.Start, await _log.GetHeadAsync(Stream));
    }

    [Fact]
    public async Task LoseLatestSnapshot_TwoWritten_PreviousIsLatest()
    {
        await Append(0);
        await _log.WriteAsync(Stream, Offset.Start, new byte[1], hasOpenWindows: false);
        await _log.WriteAsync(Stream, new Offset(1), new byte[2], hasOpenWindows: true);
        _log.LoseLatestSnapshot(Stream);
        Assert.Equal(Offset.Start, (await _log.ReadLatestAsync(Stream))?.Offset);
        Assert.False((await _log.ListStreamsAsync())[0].SnapshotHasOpenWindows);
    }

    [Fact]
    public async Task RemoveBefore_OldEntries_CannotBeRead()
    {
        for (int i = 0; i < 3; i++)
            await Append(i);
        _log.RemoveBefore(Stream, new Offset(2));
        Assert.Equal(new Offset(2), (await _log.ListStreamsAsync())[0].First);
        await Assert.ThrowsAsync<EventLogException>(() => ReadAsync(1));
        await ReadAsync(2);
    }

    [Fact]
    public async Task DamageEntry_Read_Throws()
    {
        await Append(0);
        _log.DamageEntry(Stream, Offset.Start);
        await Assert.ThrowsAsync<EventLogException>(() => ReadAsync(0));
    }

    private Task<AppendOutcome> Append(long expected) => _log.AppendAsync(Stream, new Offset(expected), new EntryParts(new byte[3])).AsTask();

    private async Task ReadAsync(long from)
    {
        await foreach (LogEntry entry in _log.ReadAsync(Stream, new Offset(from)))
            Assert.Equal(3, entry.Bytes.Length);
    }
}
