using System.Text.Json;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Tests;

/// <summary>The grain through its interface: order, identity, durability, replay.</summary>
public sealed class EndpointGrainTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    private static readonly StreamName Stream = EndpointStream.NameOf(Name);
    private static readonly EndpointQuery All = new();

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private IEndpointGrain _grain = null!;

    private InMemoryEventLog Log => _settings.Log;

    private DateTimeOffset Now => _settings.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _grain = _cluster.Endpoint(Name);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Append_Section_IsCountedOnceItIsDurable()
    {
        Log.HoldsCommits = true;
        Task<AppendAnswer> append = _grain.AppendAsync(Sections.Append(Name, Now, eventCount: 4));
        await PendingAsync(1);
        Assert.Equal(0, (await _grain.QueryAsync(All)).Count);
        Assert.False(append.IsCompleted);

        Log.CommitPending();

        AppendAnswer answer = await append;
        Assert.Equal((SectionStatus.Applied, 4), (answer.Status, answer.AcceptedCount));
        EndpointReport report = await _grain.QueryAsync(All);
        Assert.Equal(4, report.Count);
        Assert.Equal(2, report.Segments["premium"].Count);
        Assert.Equal(3, Assert.Single(report.Operations).PerEvent);
    }

    [Fact]
    public async Task Append_ManyAtOnce_ShareCommits()
    {
        Log.HoldsCommits = true;
        Task<AppendAnswer>[] appends = [.. Enumerable.Range(0, 1_000).Select(i => _grain.AppendAsync(Sections.Append(Name, Now, (ulong)i)))];
        await PendingAsync(1_000);

        Log.CommitPending();

        Assert.All(await Task.WhenAll(appends), answer => Assert.Equal(SectionStatus.Applied, answer.Status));
        Assert.Equal(1, Log.CommitCount);
        Assert.Equal(1_000, (await _grain.QueryAsync(All)).Count);
    }

    [Fact]
    public async Task Append_SameIdentity_IsADuplicate()
    {
        SectionAppend append = Sections.Append(Name, Now, sequence: 7);
        Assert.Equal(SectionStatus.Applied, (await _grain.AppendAsync(append)).Status);
        Assert.Equal(SectionStatus.Duplicate, (await _grain.AppendAsync(append)).Status);
        Assert.Equal(1, (await _grain.QueryAsync(All)).Count);
    }

    [Fact]
    public async Task Append_SameIdentityInFlight_AwaitsTheSameCommit()
    {
        Log.HoldsCommits = true;
        SectionAppend append = Sections.Append(Name, Now, sequence: 7);
        Task<AppendAnswer>[] both = [_grain.AppendAsync(append), _grain.AppendAsync(append)];
        await PendingAsync(1);
        await _grain.QueryAsync(All);
        Assert.All(both, answer => Assert.False(answer.IsCompleted));

        Log.CommitPending();

        // Which of two calls under way arrives first is the host's affair.
        SectionStatus[] answers = [.. (await Task.WhenAll(both)).Select(answer => answer.Status).Order()];
        Assert.Equal([SectionStatus.Applied, SectionStatus.Duplicate], answers);
        Assert.Equal(1, (await Log.GetHeadAsync(Stream)).Value);
    }

    [Fact]
    public async Task Append_CommitFails_IsUnavailableAndNothingIsCounted()
    {
        SectionAppend append = Sections.Append(Name, Now, sequence: 1);
        Log.NextFate = (_, _) => CommitFate.Fail;
        Assert.Equal(SectionStatus.Unavailable, (await _grain.AppendAsync(append)).Status);
        Log.NextFate = null;

        Assert.Equal(0, (await _grain.QueryAsync(All)).Count);
        Assert.Equal(SectionStatus.Applied, (await RepeatAsync(append)).Status);
        Assert.Equal(1, (await _grain.QueryAsync(All)).Count);
    }

    [Fact]
    public async Task Append_OutcomeUnknown_RepeatIsADuplicate()
    {
        SectionAppend append = Sections.Append(Name, Now, sequence: 1);
        Log.NextFate = (_, _) => CommitFate.WriteButFail;
        Assert.Equal(SectionStatus.Unavailable, (await _grain.AppendAsync(append)).Status);
        Log.NextFate = null;

        Assert.Equal(SectionStatus.Duplicate, (await RepeatAsync(append)).Status);
        Assert.Equal(1, (await _grain.QueryAsync(All)).Count);
    }

    [Fact]
    public async Task Append_OneOfManyFails_TheRestIsUnavailableAndRepeatsCountOnce()
    {
        Log.HoldsCommits = true;
        SectionAppend[] appends = [.. Enumerable.Range(0, 10).Select(i => Sections.Append(Name, Now, (ulong)i))];
        Task<AppendAnswer>[] first = [.. appends.Select(_grain.AppendAsync)];
        await PendingAsync(10);
        Log.CommitPending(countMax: 3);
        Log.CommitPending(countMax: 2, CommitFate.Fail);
        Log.CommitPending();
        AppendAnswer[] answers = await Task.WhenAll(first);
        // Calls under way arrive in any order, so it is the count that the three commits bound.
        Assert.InRange(answers.Count(answer => answer.Status == SectionStatus.Applied), 0, 3);
        Assert.All(
            answers.Where(answer => answer.Status != SectionStatus.Applied),
            answer => Assert.Equal(SectionStatus.Unavailable, answer.Status));
        Log.HoldsCommits = false;

        foreach (SectionAppend append in appends)
            await RepeatAsync(append);

        Assert.Equal(10, (await _grain.QueryAsync(All)).Count);
    }

    [Fact]
    public async Task Append_BrokenSection_IsInvalidAndNotLogged()
    {
        byte[] section = Sections.Of(Name, Now);
        section[^1] ^= 1;
        AppendAnswer answer = await _grain.AppendAsync(new SectionAppend(section, null));
        Assert.Equal(SectionStatus.Invalid, answer.Status);
        Assert.Contains("byte", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await Log.GetHeadAsync(Stream)).Value);
    }

    [Fact]
    public async Task Append_SectionOfAnotherEndpoint_IsInvalid()
    {
        AppendAnswer answer = await _grain.AppendAsync(Sections.Append("/search", Now));
        Assert.Equal(SectionStatus.Invalid, answer.Status);
        Assert.Contains("/search", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_EventsOutsideTime_AreRefusedByIndex()
    {
        AppendAnswer answer = await _grain.AppendAsync(Sections.Append(Name, Now + TimeSpan.FromMinutes(3)));
        Assert.Equal((SectionStatus.Applied, 0, 1), (answer.Status, answer.AcceptedCount, answer.RefusedCount));
        Assert.Equal(new AppendRefusal(0, "too-far-ahead"), Assert.Single(answer.EventRefusals));
    }

    [Fact]
    public async Task Deactivate_ThenQuery_GivesTheSame()
    {
        for (int i = 0; i < 20; i++)
            await _grain.AppendAsync(Sections.Append(Name, Now + TimeSpan.FromSeconds(i), (ulong)i, eventCount: 3));
        EndpointReport before = await _grain.QueryAsync(All);

        await _cluster.DeactivateAsync(_grain);

        Assert.Equivalent(before, await _grain.QueryAsync(All));
        Assert.NotNull(await Log.ReadLatestAsync(Stream));
        Assert.Equal(SectionStatus.Duplicate, (await _grain.AppendAsync(Sections.Append(Name, Now, sequence: 5))).Status);
    }

    [Fact]
    public async Task Append_AllOperationsRenamed_TheNewCulpritHasAPlaceAndTheReportCountsIt()
    {
        for (int second = 0; second < 5; second++)
            await AppendOperationsAsync(second, "old", calls: 3);
        await AppendOperationsAsync(5, "new", calls: 847);
        await AppendOperationsAsync(6, "new", calls: 847);

        EndpointReport report = await _grain.QueryAsync(All);
        Assert.Equal(847, report.Operations.Single(operation => operation.Name == "new 0").MaxPerEvent);
        Assert.Equal(253, report.Overflow.OperationsReplaced);
        Assert.Equal((0, 0), (report.Overflow.OperationsFreed, report.Overflow.OperationsBlocked));
        string json = JsonSerializer.Serialize(report, ReportJsonContext.Default.EndpointReport);
        Assert.Contains("\"operations_replaced\":253,\"operations_freed\":0,\"operations_blocked\":0", json, StringComparison.Ordinal);

        await _cluster.DeactivateAsync(_grain);

        Assert.Equivalent(report, await _grain.QueryAsync(All));
    }

    [Fact]
    public async Task Deactivate_SnapshotsDamaged_ReplaysFromTheStart()
    {
        await _grain.AppendAsync(Sections.Append(Name, Now, sequence: 1));
        EndpointReport before = await _grain.QueryAsync(All);
        await _cluster.DeactivateAsync(_grain);
        Log.DamageLatestSnapshot(Stream);

        Assert.Equivalent(before, await _grain.QueryAsync(All));
    }

    [Fact]
    public async Task Deactivate_LatestSnapshotOfAnUnknownVersion_GoesOnFromThePrevious()
    {
        await _grain.AppendAsync(Sections.Append(Name, Now, sequence: 1));
        EndpointReport before = await _grain.QueryAsync(All);
        await _cluster.DeactivateAsync(_grain);
        await Log.WriteAsync(new SnapshotWrite(Stream, new Offset(1), "a snapshot of a later program"u8.ToArray(), HasOpenWindows: false));
        // Retention has removed what the previous snapshot covers, so nothing but that snapshot can help.
        Log.RemoveBefore(Stream, new Offset(1));

        Assert.Equivalent(before, await _grain.QueryAsync(All));
    }

    [Fact]
    public async Task Deactivate_AfterAReplay_WritesTheSnapshotThatWasMissing()
    {
        await _grain.AppendAsync(Sections.Append(Name, Now, sequence: 1));
        await _cluster.DeactivateAsync(_grain);
        Log.LoseLatestSnapshot(Stream);
        await _grain.QueryAsync(All);

        await _cluster.DeactivateAsync(_grain);

        Assert.NotNull(await Log.ReadLatestAsync(Stream));
    }

    [Fact]
    public async Task Housekeeping_SilentStream_ClosesItsWindowsByAnEntry()
    {
        await _grain.AppendAsync(Sections.Append(Name, Now, sequence: 1));
        Log.HoldsCommits = true;

        _settings.Clock.Advance(TimeSpan.FromSeconds(40));
        await PendingAsync(1);
        Log.HoldsCommits = false;
        Log.CommitPending();

        await _cluster.DeactivateAsync(_grain);
        Assert.Equal(2, (await Log.GetHeadAsync(Stream)).Value);
        Assert.Equal(1, (await _grain.QueryAsync(All)).Count);
    }

    [Fact]
    public async Task Housekeeping_AfterTheInterval_WritesASnapshot()
    {
        await _grain.AppendAsync(Sections.Append(Name, Now, sequence: 1));
        Log.HoldsCommits = true;

        _settings.Clock.Advance(_settings.Options.SnapshotInterval + _settings.Options.HousekeepingPeriod);
        await PendingAsync(1);
        Log.HoldsCommits = false;
        Snapshot snapshot = await SnapshotAsync();

        Assert.True(snapshot.Offset > Offset.Start);
    }

    private async Task AppendOperationsAsync(int second, string prefix, int calls)
    {
        EventRecord record = new() { Endpoint = Name, TimeUnixMs = (Now + TimeSpan.FromSeconds(second)).ToUnixTimeMilliseconds() };
        for (int index = 0; index < 256; index++)
            record.Operations.Add(new OperationUsage($"{prefix} {index}", OperationKind.Function, calls * 1_000));
        SectionWriter writer = new(Name);
        writer.Add(record);
        await _grain.AppendAsync(new SectionAppend(writer.ToArray(), null));
    }

    /// <summary>Awaits the stream's snapshot, which follows the commits of the same timer turn, on a continuation of its own.</summary>
    private async Task<Snapshot> SnapshotAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            deadline.Token.ThrowIfCancellationRequested();
            Log.CommitPending();
            if (await Log.ReadLatestAsync(Stream) is { } snapshot)
                return snapshot;
            await _grain.QueryAsync(All);
        }
    }

    /// <summary>Awaits that the log holds that many writes; each question asked meanwhile is a turn of the grain.</summary>
    private async Task PendingAsync(int count)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        while (Log.PendingCount < count)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await _grain.QueryAsync(All);
        }
    }

    /// <summary>Repeats as a client does, until the endpoint has been brought back.</summary>
    private async Task<AppendAnswer> RepeatAsync(SectionAppend append)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            AppendAnswer answer = await _grain.AppendAsync(append);
            if (answer.Status != SectionStatus.Unavailable)
                return answer;
        }

        throw new TimeoutException("The endpoint was not brought back within 100 attempts.");
    }
}
