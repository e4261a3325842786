using Pipeline.Client.Batching;
using Pipeline.Client.Tests.Recording;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Batching;

public class BatchBuilderTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly BatchingOptions _options = new();
    private readonly List<PreparedBatch> _closed = [];
    private readonly BatchBuilder _builder;

    public BatchBuilderTests() => _builder = new BatchBuilder(_options, _clock, _closed.Add, (_, _, _) => { });

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void CloseDue_ByAge_ClosesWhatThereIs()
    {
        _builder.Add(Event("checkout", "free"));
        _builder.CloseDue(Now, force: false);
        Assert.Empty(_closed);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _builder.CloseDue(Now, force: false);
        Assert.Equal(1, Assert.Single(Assert.Single(_closed).Sections).Summary.EventCount);

        _clock.Advance(TimeSpan.FromSeconds(5));
        _builder.CloseDue(Now, force: true);
        Assert.Single(_closed);
    }

    [Fact]
    public void CloseDue_BySize_ClosesBeforeItsTime()
    {
        _options.SizeBytesMax = 4_096;
        for (int number = 0; number < 200; number++)
        {
            _builder.Add(Event("checkout", "free"));
            _builder.CloseDue(Now, force: false);
        }

        Assert.NotEmpty(_closed);
        Assert.All(_closed, batch => Assert.True(batch.SizeBytes <= 4_096));
    }

    [Fact]
    public async Task TakeBack_KeepsEveryCallInItsSecondAndCountsTheDetails()
    {
        long second = Now / 1_000;
        for (int number = 0; number < 3; number++)
            _builder.Add(Event("checkout", "free"));
        _builder.Add("checkout", new TallyCount("free", Outcome.Ok, second + 7, 1_000));
        _builder.Add("checkout", new TallyCount("free", Outcome.Error, second + 8, 10));
        _builder.Add("login", new TallyCount("free", Outcome.Ok, second + 9, 5));
        _builder.CloseDue(Now, force: true);

        _builder.TakeBack(_closed[0], DropCause.BacklogFull);
        _builder.CloseDue(Now, force: true);
        // And once more: what was taken back twice is still there.
        _builder.TakeBack(_closed[1], DropCause.BacklogFull);
        _builder.CloseDue(Now, force: true);

        RecordingTransport silo = await SendAsync(_closed[2]);
        Assert.Empty(silo.Events);
        Assert.Equal(1_000, silo.Tallies[("checkout", "free", Outcome.Ok, second + 7)]);
        Assert.Equal(10, silo.Tallies[("checkout", "free", Outcome.Error, second + 8)]);
        Assert.Equal(5, silo.Tallied("login"));
        Assert.Equal((("checkout", "free", DropCause.BacklogFull), (3L, 0L)), (silo.Drops.Single().Key, silo.Drops.Single().Value));
    }

    [Fact]
    public async Task WriteOff_CountsDetailsAndCalls()
    {
        _builder.Add(Event("checkout", "free"));
        _builder.Add("checkout", new TallyCount("premium", Outcome.Ok, Now / 1_000, 30));
        _builder.CloseDue(Now, force: true);

        _builder.WriteOff(_closed[0], DropCause.Refused);
        _builder.CloseDue(Now, force: true);

        RecordingTransport silo = await SendAsync(_closed[1]);
        Assert.Empty(silo.Tallies);
        Assert.Equal((1, 0), silo.Drops[("checkout", "free", DropCause.Refused)]);
        Assert.Equal((0, 30), silo.Drops[("checkout", "premium", DropCause.Refused)]);
    }

    [Fact]
    public async Task TakeBack_AnOutageOfHours_StaysSmall()
    {
        PreparedBatch? last = null;
        for (int minute = 0; minute < 4 * 60; minute++)
        {
            for (int tenth = 0; tenth < 6; tenth++)
            {
                _builder.Add(Event("checkout", "free"));
                _builder.Add("checkout", new TallyCount("free", Outcome.Ok, Now / 1_000, 100));
                _clock.Advance(TimeSpan.FromSeconds(10));
                _closed.Clear();
                _builder.CloseDue(Now, force: true);
                last = Assert.Single(_closed);
                _builder.TakeBack(last, DropCause.BacklogFull);
            }
        }

        _closed.Clear();
        _builder.CloseDue(Now, force: true);
        Assert.True(_closed[0].SizeBytes < 16 * 1_024);
        RecordingTransport silo = await SendAsync(_closed[0]);
        Assert.Equal(4 * 60 * 6 * 100, silo.Tallied("checkout"));
        Assert.Equal(4 * 60 * 6, silo.Drops.Values.Sum(drop => drop.Events));
    }

    private static async Task<RecordingTransport> SendAsync(PreparedBatch batch)
    {
        RecordingTransport silo = new();
        await silo.SendAsync(batch.Encode(new BatchIdentity(new SourceIdentity(SourceId.CreateRandom(), 0), 0)), default);
        return silo;
    }

    private EventRecord Event(string endpoint, string segment) => new() { Endpoint = endpoint, Segment = segment, TimeUnixMs = Now, DurationNs = 1_000 };
}
