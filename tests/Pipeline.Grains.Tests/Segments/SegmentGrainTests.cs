using Pipeline.Core.Endpoints;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Segments;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Segments;

/// <summary>The segment's grain through its interface, and the way from endpoints to it.</summary>
public sealed class SegmentGrainTests : IAsyncLifetime
{
    private static readonly StreamName Stream = SegmentStream.NameOf(Publishing.Segment);
    private static readonly EndpointQuery All = new();

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private ISegmentGrain _segment = null!;
    private Publishing _publishing = null!;

    private InMemoryEventLog Log => _settings.Log;

    private DateTimeOffset Now => _settings.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _segment = _cluster.Segment(Publishing.Segment);
        _publishing = new Publishing("/recommend", Now).Add(5);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Publish_RepeatedAndOverlapping_IsCountedOnce()
    {
        Assert.Equal(new PublishAnswer(3, 0), await _segment.PublishAsync(_publishing.Request(1, 3)));
        Assert.Equal(new PublishAnswer(3, 0), await _segment.PublishAsync(_publishing.Request(1, 3)));
        Assert.Equal(new PublishAnswer(5, 0), await _segment.PublishAsync(_publishing.Request(2, 5)));
        WholeSegmentReport report = await _segment.QueryAsync(All);
        Assert.Equal((5, 5.0, 1), (report.Events, report.Count, report.Endpoints));
        Assert.Equal(3, Assert.Single(report.Operations).PerEvent);
        Assert.Null(report.Incomplete);
    }

    [Fact]
    public async Task Publish_BehindAGap_IsNotTakenAndTheAnswerSaysWhereToGoOn()
    {
        await _segment.PublishAsync(_publishing.Request(1, 1));
        Assert.Equal(new PublishAnswer(1, 0), await _segment.PublishAsync(_publishing.Request(3, 5)));
        Assert.Equal(1, (await _segment.QueryAsync(All)).Events);
        Assert.Equal(new PublishAnswer(5, 0), await _segment.PublishAsync(_publishing.Request(2, 5)));
    }

    [Fact]
    public async Task Publish_SegmentsOfTwoEndpoints_AreNumberedApart()
    {
        await _segment.PublishAsync(_publishing.Request(1, 2));
        await _segment.PublishAsync(new Publishing("/search", Now).Add(2).Request(1, 1));
        WholeSegmentReport report = await _segment.QueryAsync(All);
        Assert.Equal((3, 2), (report.Events, report.Endpoints));
    }

    [Fact]
    public async Task Publish_BytesOfAnUnknownForm_AreRefusedAndNothingChanges()
    {
        PublishRequest request = _publishing.Request(1, 1) with { Publications = [new byte[] { 77, 1, 2 }] };
        await Assert.ThrowsAnyAsync<Exception>(() => _segment.PublishAsync(request));
        Assert.Equal(new PublishAnswer(1, 0), await _segment.PublishAsync(_publishing.Request(1, 1)));
    }

    [Fact]
    public async Task Publish_DurableOnlyWithTwoSnapshots()
    {
        await _segment.PublishAsync(_publishing.Request(1, 3));
        Assert.Equal(1, await AdvanceUntilAsync(async () => (await StoredAsync()).Latest is not null ? 1 : null));
        await _segment.PublishAsync(_publishing.Request(4, 5));
        Assert.Equal(3, await AdvanceUntilAsync(async () => (await AskAsync()).DurableUpTo is > 0 and var durable ? durable : null));
        Assert.Equal(5, await AdvanceUntilAsync(async () => (await AskAsync()).DurableUpTo is > 3 and var durable ? durable : null));
    }

    [Fact]
    public async Task Deactivate_ThenAsk_GivesTheSame()
    {
        await _segment.PublishAsync(_publishing.Request(1, 5));
        WholeSegmentReport before = await _segment.QueryAsync(All);
        await _cluster.DeactivateAsync(_segment);
        Assert.Equivalent(before, await _segment.QueryAsync(All));
        Assert.Equal(5, (await AskAsync()).AppliedUpTo);
    }

    [Fact]
    public async Task Deactivate_LatestSnapshotDamaged_GoesOnFromThePreviousAndCountsNoWindowTwice()
    {
        await PublishAndStoreAsync(1, 3);
        await PublishAndStoreAsync(4, 5);
        // Late events change windows that the store has, which only the latest snapshot knows of.
        _publishing.AddLate(0).AddLate(1);
        await _segment.PublishAsync(_publishing.Request(6, 7));
        await _cluster.DeactivateAsync(_segment);
        Log.DamageLatestSnapshot(Stream);

        // Whatever was acknowledged by then is there.
        long applied = (await AskAsync()).AppliedUpTo;
        Assert.Equal(5, applied);
        await StoreAsync();
        Assert.Equal(7, (await _segment.PublishAsync(_publishing.Request(applied + 1, 7))).AppliedUpTo);
        WholeSegmentReport report = await _segment.QueryAsync(new EndpointQuery(Window: TimeSpan.FromMinutes(10)));
        Assert.Equal((7, null), (report.Events, report.Incomplete));
    }

    [Fact]
    public async Task Publish_EndpointHasFreedWhatBothSnapshotsLost_IsSaidAndTheRestIsTaken()
    {
        await PublishAndStoreAsync(1, 3);
        await StoreAsync();
        await _cluster.DeactivateAsync(_segment);
        Log.DamageLatestSnapshot(Stream);
        Log.LoseLatestSnapshot(Stream);
        Log.DamageLatestSnapshot(Stream);

        Assert.Equal(5, (await _segment.PublishAsync(_publishing.Request(4, 5, oldest: 4))).AppliedUpTo);
        WholeSegmentReport report = await _segment.QueryAsync(All);
        Assert.Equal((2, true), (report.Events, report.Incomplete));
    }

    [Fact]
    public async Task Publish_CommitOfTheSnapshotFails_IsBroughtBackAndEndsUpTheSame()
    {
        Assert.Equal(5, (await _segment.PublishAsync(_publishing.Request(1, 5))).AppliedUpTo);
        Log.NextFate = (stream, _) => stream == Stream ? CommitFate.WriteButFail : CommitFate.Commit;
        await AdvanceUntilAsync(async () => (await TryAskAsync()) is null ? 1 : null);
        Log.NextFate = null;
        long applied = await AdvanceUntilAsync(async () => (await TryAskAsync())?.AppliedUpTo);
        Assert.Contains(applied, new long[] { 0, 5 });
        await _segment.PublishAsync(_publishing.Request(1, 5));
        Assert.Equal(5, (await _segment.QueryAsync(All)).Events);
    }

    [Fact]
    public async Task Append_EndpointsAndTime_SegmentIsTheSumAndEndpointsForget()
    {
        IEndpointGrain[] endpoints = [_cluster.Endpoint("/recommend"), _cluster.Endpoint("/search")];
        foreach (IEndpointGrain endpoint in endpoints)
            await endpoint.AppendAsync(Sections.Append(endpoint == endpoints[0] ? "/recommend" : "/search", Now, sequence: 1, eventCount: 7));

        await AdvanceUntilAsync(async () => await _segment.QueryAsync(All) is { Events: 8, Pending.Publications: 0 } ? 1 : null);
        WholeSegmentReport report = await _segment.QueryAsync(All);
        Assert.Equal((8, 2), (report.Count, report.Endpoints));

        StreamName stream = EndpointStream.NameOf("/recommend");
        await AdvanceUntilAsync(async () => (await KindsAsync(stream)).Contains(EntryKind.PublicationsAcknowledged) ? 1 : null);
        Assert.Single(await KindsAsync(stream), EntryKind.PublicationsAcknowledged);
    }

    [Fact]
    public async Task Query_PublishedAndNotTakenYet_IsPending()
    {
        IEndpointGrain endpoint = _cluster.Endpoint("/recommend");
        await endpoint.AppendAsync(Sections.Append("/recommend", Now, sequence: 1));
        _settings.Clock.Advance(TimeSpan.FromSeconds(20));
        await endpoint.AppendAsync(Sections.Append("/recommend", Now, sequence: 2));
        Assert.Equal(new PendingReport(1, 1), (await _segment.QueryAsync(All)).Pending);
        await AdvanceUntilAsync(async () => (await _segment.QueryAsync(All)).Pending == new PendingReport(0, 0) ? 1 : null);
    }

    [Fact]
    public async Task Append_SegmentTakesNothing_IsOverloadedAtTheBoundAndGoesOnLater()
    {
        _settings.Options.PublicationBytesMax = 2_000;
        Log.NextFate = (stream, _) => stream == Stream ? CommitFate.Fail : CommitFate.Commit;
        IEndpointGrain endpoint = _cluster.Endpoint("/recommend");
        ulong sequence = 0;
        AppendAnswer refused;
        do
        {
            _settings.Clock.Advance(TimeSpan.FromSeconds(20));
            refused = await endpoint.AppendAsync(Sections.Append("/recommend", Now, ++sequence));
        }
        while (refused.Status == SectionStatus.Applied && sequence < 100);
        Assert.Equal(SectionStatus.Overloaded, refused.Status);
        Assert.Contains("published", refused.Detail, StringComparison.Ordinal);

        Log.NextFate = null;
        await AdvanceUntilAsync(
            async () => (await endpoint.AppendAsync(Sections.Append("/recommend", Now, ++sequence))).Status == SectionStatus.Applied ? 1 : null);
    }

    private async Task PublishAndStoreAsync(long first, long last)
    {
        await _segment.PublishAsync(_publishing.Request(first, last));
        await StoreAsync();
    }

    /// <summary>Awaits the next snapshot.</summary>
    private async Task StoreAsync()
    {
        Offset? before = (await StoredAsync()).Latest?.Offset;
        await AdvanceUntilAsync(async () => (await StoredAsync()).Latest?.Offset is { } offset && offset != before ? 1 : null);
    }

    private async Task<(Snapshot? Latest, Snapshot? Previous)> StoredAsync() =>
        (await Log.ReadLatestAsync(Stream), await Log.ReadPreviousAsync(Stream));

    /// <summary>How far the segment is; sends nothing.</summary>
    private Task<PublishAnswer> AskAsync() => _segment.PublishAsync(_publishing.Request(1, 0));

    /// <summary>Null if the segment cannot be brought back now; what exception that reaches the caller as depends on the host.</summary>
    private async Task<PublishAnswer?> TryAskAsync()
    {
        try
        {
            return await AskAsync();
        }
        catch (Exception)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<EntryKind>> KindsAsync(StreamName stream)
    {
        List<EntryKind> kinds = [];
        await foreach (LogEntry entry in Log.ReadAsync(stream, Offset.Start))
        {
            Assert.True(EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out _));
            kinds.Add(header.Kind);
        }

        return kinds;
    }

    /// <summary>Lets time pass in small strides, with turns of the grains between them, until there is something to return.</summary>
    private async Task<long> AdvanceUntilAsync(Func<Task<long?>> look)
    {
        for (int stride = 0; stride < 20_000; stride++)
        {
            if (await look() is { } found)
                return found;
            _settings.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await TryAskAsync();
        }

        throw new TimeoutException("What was awaited did not come within 20,000 strides.");
    }
}
