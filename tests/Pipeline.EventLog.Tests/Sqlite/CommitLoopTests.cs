using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog.Sqlite;
using Pipeline.Testing;

namespace Pipeline.EventLog.Tests.Sqlite;

/// <summary>The writer's thread with a connection that is of no more use, as after a rollback that failed.</summary>
public sealed class CommitLoopTests : IDisposable
{
    private static readonly StreamName Stream = new("s");

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly EventLogInstruments _instruments = new(null, () => 0, () => 0);
    private readonly SqliteEventLogOptions _options;
    private readonly WriteQueue<WriteRequest> _queue;
    private readonly LogWriter _writer;
    private readonly CommitLoop _loop;

    public CommitLoopTests()
    {
        _options = new SqliteEventLogOptions { DataDirectory = _directory.Path };
        _queue = new WriteQueue<WriteRequest>(_options.QueueBytesMax, typeof(SqliteEventLog));
        _writer = LogWriter.Open(_options);
        LogState state = LogLoader.Load(_writer.Connection);
        FreeSpaceGauge freeSpace = new(_options, _clock);
        _loop = new CommitLoop(_options, state, _writer, _queue, freeSpace, _instruments, _clock, NullLogger.Instance);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _instruments.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Append_ConnectionBroken_FailsAndTheNextOneHasANewConnection()
    {
        _writer.Dispose();
        _loop.Start();
        await Assert.ThrowsAsync<EventLogException>(() => AppendAsync(0));
        Assert.True((await AppendAsync(0)).IsCommitted);
        Assert.True((await AppendAsync(1)).IsCommitted);
        await _loop.DisposeAsync();
    }

    [Fact]
    public async Task Append_NoNewConnectionToBeHad_FailsUntilThereIsOne()
    {
        _writer.Dispose();
        _loop.Start();
        _options.DataDirectory = _directory.File("missing");
        for (int i = 0; i < 3; i++)
            await Assert.ThrowsAsync<EventLogException>(() => AppendAsync(0));
        _options.DataDirectory = _directory.Path;
        Assert.True((await AppendAsync(0)).IsCommitted);
        await _loop.DisposeAsync();
    }

    [Fact]
    public async Task DisposeAsync_NoNewConnectionToBeHad_EndsAllTheSame()
    {
        _writer.Dispose();
        _loop.Start();
        _options.DataDirectory = _directory.File("missing");
        await Assert.ThrowsAsync<EventLogException>(() => AppendAsync(0));
        await Assert.ThrowsAsync<EventLogException>(() => AppendAsync(0));
        await _loop.DisposeAsync();
    }

    private Task<AppendOutcome> AppendAsync(long offset)
    {
        AppendRequest append = new(Stream, new Offset(offset), new EntryParts(new byte[3]), _instruments);
        Assert.True(_queue.TryEnqueue(append));
        return append.Task;
    }
}
