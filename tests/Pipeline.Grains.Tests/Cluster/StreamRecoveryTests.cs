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
            log, new SegmentDirectory(), cluster.Grains, new SingleSilo(), new FailedStreams(instruments), instruments, TimeProvider.System, NullLogger<StreamRecovery>.Instance);
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
        StreamRecovery recovery = new(
            log, new SegmentDirectory(), cluster.Grains, new SingleSilo(), new FailedStreams(instruments), instruments, clock, NullLogger<StreamRecovery>.Instance);
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

    [Fact]
    public async Task FollowAsync_LogTakesEntriesAgain_BringsTheShareBackWithoutAChangeOfMembers()
    {
        await using InMemoryEventLog log = new();
        StreamName stream = EndpointStream.NameOf("/open");
        await log.AppendAsync(stream, Offset.Start, new EntryParts(new byte[] { 1 }));
        using RecoveryInstruments instruments = new();
        (IGrainFactory factory, FakeGrains grains) = FakeGrains.Create();
        ManualTimeProvider clock = new();
        StreamRecovery recovery = new(
            log, new SegmentDirectory(), factory, new SingleSilo(), new FailedStreams(instruments), instruments, clock, NullLogger<StreamRecovery>.Instance);
        using CancellationTokenSource stop = new(TimeSpan.FromMinutes(5));
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Task following = recovery.FollowAsync(atOnce: 1, first.SetResult, stop.Token);
        await first.Task.WaitAsync(stop.Token);
        await PassAsync(clock, seconds: 60);
        Assert.Equal(1, grains.Woken("/open"));
        log.HasRoom = false;
        await PassAsync(clock, seconds: 60);
        Assert.Equal(1, grains.Woken("/open"));
        while (grains.Woken("/open") < 2)
        {
            stop.Token.ThrowIfCancellationRequested();
            log.HasRoom = false;
            await PassAsync(clock, seconds: 2);
            log.HasRoom = true;
            await PassAsync(clock, seconds: 7);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    [Fact]
    public async Task FollowAsync_GrainFailsWhileTheLogIsThere_WakesItAgain()
    {
        await using InMemoryEventLog log = new();
        using RecoveryInstruments instruments = new();
        (IGrainFactory factory, FakeGrains grains) = FakeGrains.Create();
        ManualTimeProvider clock = new();
        FailedStreams failed = new(instruments, countMax: 1);
        StreamRecovery recovery = new(
            log, new SegmentDirectory(), factory, new SingleSilo(), failed, instruments, clock, NullLogger<StreamRecovery>.Instance);
        using CancellationTokenSource stop = new(TimeSpan.FromMinutes(5));

        Task following = recovery.FollowAsync(atOnce: 1, static () => { }, stop.Token);
        failed.Add(EndpointStream.NameOf("/failed"));
        failed.Add(EndpointStream.NameOf("/failed"));
        failed.Add(EndpointStream.NameOf("/too-many"));
        Assert.Equal(1, instruments.Overlooked);
        while (grains.Woken("/failed") == 0)
        {
            stop.Token.ThrowIfCancellationRequested();
            await PassAsync(clock, seconds: 1);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Assert.Equal(0, recovery.LeftCount);
    }

    [Fact]
    public async Task FollowAsync_MembersChangeDuringALongReplay_StartsOverWithTheNewOnes()
    {
        await using InMemoryEventLog log = new();
        await log.AppendAsync(EndpointStream.NameOf("/long"), Offset.Start, new EntryParts(new byte[] { 1 }));
        using RecoveryInstruments instruments = new();
        (IGrainFactory factory, FakeGrains grains) = FakeGrains.Create();
        grains.Replay = new TaskCompletionSource().Task;
        FakeMembers members = new();
        StreamRecovery recovery = new(
            log, new SegmentDirectory(), factory, members, new FailedStreams(instruments), instruments, TimeProvider.System, NullLogger<StreamRecovery>.Instance);
        using CancellationTokenSource stop = new(TimeSpan.FromMinutes(5));
        TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Task following = recovery.FollowAsync(atOnce: 1, first.SetResult, stop.Token);
        await grains.FirstWake.WaitAsync(stop.Token);
        grains.Replay = Task.CompletedTask;
        Assert.False(first.Task.IsCompleted);
        members.Change();
        await first.Task.WaitAsync(stop.Token);

        Assert.Equal(2, grains.Woken("/long"));
        Assert.Equal(members.Current.Key, recovery.RecoveredFor);
        Assert.Equal(0, instruments.Failures);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    /// <summary>A second at a time, each seen by whoever waits for it.</summary>
    private static async Task PassAsync(ManualTimeProvider clock, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
