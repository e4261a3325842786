using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Segments;
using Pipeline.Testing;
using EndpointQuery = Pipeline.Grains.Abstractions.EndpointQuery;

namespace Pipeline.Grains.Tests.Cluster;

/// <summary>What a silo brings back by itself, and what it says of streams that it cannot.</summary>
public sealed class StreamRecoveryTests
{
    [Fact]
    public async Task FollowAsync_OneStreamDamaged_CountsItAndBringsBackTheOthers()
    {
        InMemoryEventLog log = new();
        GrainClusterSettings settings = new(log, log, log);
        await using GrainCluster cluster = await GrainCluster.StartAsync(settings);
        foreach (string endpoint in (string[])["/damaged", "/whole"])
        {
            AppendAnswer answer = await cluster.Endpoint(endpoint).AppendAsync(Sections.Append(endpoint, settings.Clock.GetUtcNow(), 1));
            Assert.Equal(SectionStatus.Applied, answer.Status);
            await cluster.DeactivateAsync(cluster.Endpoint(endpoint));
        }

        StreamName damaged = EndpointStream.NameOf("/damaged");
        log.LoseLatestSnapshot(damaged);
        log.DamageEntry(damaged, Offset.Start);
        using RecoveryInstruments instruments = new();
        StreamRecovery recovery = new(
            log, new SegmentDirectory(), cluster.Grains, new SingleSilo(), instruments, TimeProvider.System, NullLogger<StreamRecovery>.Instance);
        using CancellationTokenSource stop = new(TimeSpan.FromMinutes(2));
        bool isBack = false;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => recovery.FollowAsync(
            atOnce: 2,
            () =>
            {
                isBack = true;
                stop.Cancel();
            },
            stop.Token));

        Assert.True(isBack);
        Assert.Equal(1, instruments.Failures);
        Assert.Equal(1, (await cluster.Endpoint("/whole").QueryAsync(new EndpointQuery())).Events);
    }

    [Fact]
    public async Task FollowAsync_StreamPutRightLater_BringsItBackWithoutAChangeOfMembers()
    {
        InMemoryEventLog log = new();
        GrainClusterSettings settings = new(log, log, log);
        await using GrainCluster cluster = await GrainCluster.StartAsync(settings);
        await cluster.Endpoint("/away").AppendAsync(Sections.Append("/away", settings.Clock.GetUtcNow(), 1));
        await cluster.DeactivateAsync(cluster.Endpoint("/away"));
        StreamName stream = EndpointStream.NameOf("/away");
        log.LoseLatestSnapshot(stream);
        log.DamageEntry(stream, Offset.Start);
        using RecoveryInstruments instruments = new();
        ManualTimeProvider clock = new();
        StreamRecovery recovery = new(log, new SegmentDirectory(), cluster.Grains, new SingleSilo(), instruments, clock, NullLogger<StreamRecovery>.Instance);
        using CancellationTokenSource stop = new(TimeSpan.FromMinutes(5));
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Task following = recovery.FollowAsync(atOnce: 1, first.SetResult, stop.Token);
        await first.Task.WaitAsync(stop.Token);
        Assert.Equal(1, recovery.LeftCount);
        log.RepairEntry(stream, Offset.Start);
        while (recovery.LeftCount > 0)
        {
            stop.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromSeconds(5));
            await cluster.Catalog.GetEndpointsAsync();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }
}
