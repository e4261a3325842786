using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Tests.Segments;

namespace Pipeline.Grains.Tests;

/// <summary>Segments whose activation dies or is overtaken: what was acknowledged stays, what was not comes again.</summary>
public sealed class SegmentActivationTests : IAsyncLifetime
{
    private static readonly StreamName Stream = SegmentStream.NameOf(Publishing.Segment);
    private static readonly EndpointQuery All = new();

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private ISegmentGrain _segment = null!;
    private Publishing _publishing = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _segment = _cluster.Segment(Publishing.Segment);
        _publishing = new Publishing("/recommend", _settings.Clock.GetUtcNow()).Add(5);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Crash_BeforeTheSnapshot_ForgetsAndTakesItAgain()
    {
        await _segment.PublishAsync(_publishing.Request(1, 5));
        _cluster.Crash(_segment);
        Assert.Equal(new PublishAnswer(0, 0), await _segment.PublishAsync(_publishing.Request(1, 0)));
        await _segment.PublishAsync(_publishing.Request(1, 5));
        Assert.Equal(5, (await _segment.QueryAsync(All)).Events);
    }

    [Fact]
    public async Task Duplicate_TheOvertakenOne_StoresNothingAndEnds()
    {
        await _segment.PublishAsync(_publishing.Request(1, 2));
        ISegmentGrain stale = _cluster.Duplicate(_segment);
        Assert.Equal(0, (await _segment.PublishAsync(_publishing.Request(1, 1))).AppliedUpTo - 1);
        Assert.Equal(3, (await stale.PublishAsync(_publishing.Request(3, 3))).AppliedUpTo);

        // Its snapshot is due and refused; from then on the reference leads to the other one.
        await AdvanceUntilAsync(async () => (await TryAskAsync(stale))?.AppliedUpTo == 1);

        await AdvanceUntilAsync(async () => (await TryAskAsync(_segment))?.DurableUpTo == 1);
        Assert.Equal(1, (await _segment.QueryAsync(All)).Events);
    }

    [Fact]
    public async Task Duplicate_EndpointHasFreedWhatTheOtherHas_IsNotTakenForALoss()
    {
        await _segment.PublishAsync(_publishing.Request(1, 2));
        ISegmentGrain stale = _cluster.Duplicate(_segment);
        await _segment.PublishAsync(_publishing.Request(1, 4));
        await AdvanceUntilAsync(async () => (await TryAskAsync(_segment))?.DurableUpTo == 4);

        // The endpoint has freed up to 4. The overtaken activation may have ended by its own snapshot, or finds out now.
        await TryPublishAsync(stale, _publishing.Request(5, 5, oldest: 5));
        await AdvanceUntilAsync(async () => (await TryPublishAsync(stale, _publishing.Request(5, 5, oldest: 5)))?.AppliedUpTo == 5);

        Assert.Null((await _segment.QueryAsync(All)).Incomplete);
        Assert.Equal(5, (await _segment.QueryAsync(All)).Events);
    }

    private static Task<PublishAnswer?> TryAskAsync(ISegmentGrain segment) => TryPublishAsync(segment, null);

    private static async Task<PublishAnswer?> TryPublishAsync(ISegmentGrain segment, PublishRequest? request)
    {
        try
        {
            return await segment.PublishAsync(request ?? new PublishRequest("/recommend", Publishing.Segment, 1, 5, 1, [], false));
        }
        catch (Exception exception) when (exception is InvalidOperationException or EventLogException)
        {
            return null;
        }
    }

    private async Task AdvanceUntilAsync(Func<Task<bool>> look)
    {
        for (int stride = 0; !await look(); stride++)
        {
            Assert.True(stride < 20_000, "What was awaited did not come within 20,000 strides.");
            _settings.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}
