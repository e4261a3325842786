using Orleans.TestingHost;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;
using EndpointQuery = Pipeline.Grains.Abstractions.EndpointQuery;

namespace Pipeline.Grains.Tests;

/// <summary>Several silos over one log: what is asked and sent anywhere is the same, and nothing is lost or counted twice when one goes.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const int SiloCount = 3;
    private const string Segment = "premium";

    private static readonly EndpointQuery s_all = new();
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private DateTimeOffset _start;

    public async Task InitializeAsync()
    {
        _start = _settings.Clock.GetUtcNow();
        _cluster = await GrainCluster.StartAsync(_settings, SiloCount);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Append_ThroughEverySilo_IsTheSameFromEverySiloAndSpread()
    {
        string[] endpoints = [.. Enumerable.Range(0, 30).Select(static number => $"/spread/{number}")];
        for (int index = 0; index < endpoints.Length; index++)
            Assert.Equal(SectionStatus.Applied, (await AppendAsync(_cluster.Silos[index % SiloCount], endpoints[index], 1)).Status);

        foreach (InProcessSiloHandle silo in _cluster.Silos)
        {
            Assert.Contains(endpoints, endpoint => _cluster.SiloOf(_cluster.Endpoint(endpoint)) == silo);
            foreach (string endpoint in endpoints)
                Assert.Equal(1, (await GrainCluster.GrainsOf(silo).GetGrain<IEndpointGrain>(endpoint).QueryAsync(s_all)).Events);
        }
    }

    [Fact]
    public async Task Append_TheSameThroughTwoSilos_IsCountedOnce()
    {
        AppendAnswer[] answers = await Task.WhenAll(_cluster.Silos.Select(silo => AppendAsync(silo, "/once", 7)));
        Assert.Equal(1, answers.Count(static answer => answer.Status == SectionStatus.Applied));
        Assert.Equal(SiloCount - 1, answers.Count(static answer => answer.Status == SectionStatus.Duplicate));
        Assert.Equal(1, (await _cluster.Endpoint("/once").QueryAsync(s_all)).Events);
    }

    [Fact]
    public async Task Kill_InTheMiddleOfAppends_LosesNothingAndCountsNothingTwice()
    {
        const ulong Sequences = 60;
        string[] endpoints = [.. Enumerable.Range(0, 12).Select(static number => $"/killed/{number}")];
        TaskCompletionSource halfway = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int appended = 0;
        InProcessSiloHandle survivor = _cluster.Silos[0];
        Task[] writers = [.. endpoints.Select(endpoint => Task.Run(async () =>
        {
            for (ulong sequence = 1; sequence <= Sequences; sequence++)
            {
                await AppendUntilDurableAsync(survivor, endpoint, sequence);
                if (Interlocked.Increment(ref appended) == endpoints.Length * (int)Sequences / 4)
                    halfway.SetResult();
            }
        }))];
        await halfway.Task.WaitAsync(s_patience);
        await _cluster.KillAsync(_cluster.Silos[^1]);
        await Task.WhenAll(writers).WaitAsync(s_patience);

        foreach (string endpoint in endpoints)
            Assert.Equal((long)Sequences, (await _cluster.Endpoint(endpoint).QueryAsync(s_all)).Events);
        // Windows close though nobody sends any more, and the segment comes to have all of it, wherever its grain and the endpoints are now.
        WholeSegmentReport report = await PassUntilAsync(async () =>
            await SegmentAsync(_cluster.Silos[^1]) is { Pending: { Publications: 0, Incomplete: null } } report
            && report.Events == endpoints.Length * (long)Sequences ? report : null);
        Assert.Equal(endpoints.Length, report.Endpoints);
    }

    [Fact]
    public async Task Query_SegmentOfEndpointsOfOtherSilos_SaysWhatIsPendingFromEverySilo()
    {
        // No publication can be taken, so that all of it is pending, wherever it was made.
        _settings.Options.PublishDelay = TimeSpan.FromHours(1);
        string[] endpoints = [.. Enumerable.Range(0, 9).Select(static number => $"/pending/{number}")];
        for (int index = 0; index < endpoints.Length; index++)
            await AppendUntilDurableAsync(_cluster.Silos[index % SiloCount], endpoints[index], 1);
        await PassUntilAsync(async () => await SegmentAsync(_cluster.Silos[0]) is { Pending: { Incomplete: null } pending } && pending.Endpoints == endpoints.Length ? "" : null);

        foreach (InProcessSiloHandle silo in _cluster.Silos)
        {
            PendingReport pending = (await SegmentAsync(silo)).Pending;
            Assert.Equal((endpoints.Length, null), (pending.Endpoints, pending.Incomplete));
        }
    }

    [Fact]
    public async Task Kill_SiloOfSilentEndpoints_TheirWindowsCloseElsewhere()
    {
        InProcessSiloHandle killed = _cluster.Silos[^1];
        string[] endpoints = [.. Enumerable.Range(0, 12).Select(static number => $"/silent/{number}")];
        foreach (string endpoint in endpoints)
            await AppendUntilDurableAsync(killed, endpoint, 1);
        Assert.Contains(endpoints, endpoint => _cluster.SiloOf(_cluster.Endpoint(endpoint)) == killed);
        await _cluster.KillAsync(killed);

        await PassUntilAsync(async () => (await SegmentAsync(_cluster.Silos[0])) is { Pending: { Publications: 0, Incomplete: null } } report && report.Events == endpoints.Length ? "" : null);
    }

    [Fact]
    public async Task Stop_SiloOfSilentEndpoints_TheirWindowsCloseElsewhereAndASiloThatJoinsKnowsThem()
    {
        InProcessSiloHandle stopped = _cluster.Silos[^1];
        string[] endpoints = [.. Enumerable.Range(0, 12).Select(static number => $"/stopped/{number}")];
        foreach (string endpoint in endpoints)
            await AppendUntilDurableAsync(stopped, endpoint, 1);
        await _cluster.StopAsync(stopped);
        InProcessSiloHandle joined = await _cluster.AddSiloAsync();

        await PassUntilAsync(async () => (await SegmentAsync(joined)) is { Pending: { Publications: 0, Incomplete: null } } report && report.Events == endpoints.Length ? "" : null);
    }

    [Fact]
    public async Task Append_ToAStreamThatCannotBeRead_SaysSoInTheWordsOfTheLogOnEverySilo()
    {
        await AppendUntilDurableAsync(_cluster.Silos[0], "/damaged", 1);
        StreamName stream = EndpointStream.NameOf("/damaged");
        await _cluster.DeactivateAsync(_cluster.Endpoint("/damaged"));
        _settings.Log.LoseLatestSnapshot(stream);
        _settings.Log.DamageEntry(stream, Offset.Start);

        foreach (InProcessSiloHandle silo in _cluster.Silos)
        {
            Exception exception = await Assert.ThrowsAnyAsync<Exception>(() => GrainCluster.GrainsOf(silo).GetGrain<IEndpointGrain>("/damaged").QueryAsync(s_all));
            Assert.Contains("endpoint//damaged", exception.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Admit_ThroughEverySilo_GivesTheSameDecisions()
    {
        _settings.Catalog.EndpointCountMax = 10;
        AdmissionAnswer[] answers = await Task.WhenAll(_cluster.Silos.Select(silo => GrainCluster.GrainsOf(silo)
            .GetGrain<ICatalogGrain>(ICatalogGrain.Key)
            .AdmitEndpointsAsync([.. Enumerable.Range(0, 20).Select(static number => $"/admitted/{number}")])));
        Assert.Single(answers.Select(static answer => string.Concat(answer.IsAdmitted.Select(static isAdmitted => isAdmitted ? '+' : '-'))).Distinct());
        Assert.Equal(10, answers[0].IsAdmitted.Count(static isAdmitted => isAdmitted));
    }

    private static Task<WholeSegmentReport> SegmentAsync(InProcessSiloHandle silo) => GrainCluster.GrainsOf(silo).GetGrain<ISegmentGrain>(Segment).QueryAsync(s_all);

    private Task<AppendAnswer> AppendAsync(InProcessSiloHandle silo, string endpoint, ulong sequence) =>
        GrainCluster.GrainsOf(silo).GetGrain<IEndpointGrain>(endpoint).AppendAsync(Sections.Append(endpoint, _start, sequence));

    /// <summary>What a client does: it repeats what was not answered until it is.</summary>
    private async Task AppendUntilDurableAsync(InProcessSiloHandle silo, string endpoint, ulong sequence)
    {
        using CancellationTokenSource deadline = new(s_patience);
        while (true)
        {
            try
            {
                AppendAnswer answer = await AppendAsync(silo, endpoint, sequence);
                if (answer.Status is SectionStatus.Applied or SectionStatus.Duplicate)
                    return;
                Assert.True(answer.Status is SectionStatus.Unavailable or SectionStatus.Overloaded, $"{answer}");
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                // The silo that had it has gone.
            }

            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Time passes until something has become so; a silo that has just gone may be asked meanwhile.</summary>
    private async Task<T> PassUntilAsync<T>(Func<Task<T?>> find)
        where T : class
    {
        using CancellationTokenSource deadline = new(s_patience);
        while (true)
        {
            try
            {
                if (await find() is { } found)
                    return found;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or InvalidOperationException or EventLogException)
            {
                // It is asked again.
            }

            // Small steps: each look is a call, and many pass between two looks of a grain at its clock.
            _settings.Clock.Advance(TimeSpan.FromMilliseconds(100));
            deadline.Token.ThrowIfCancellationRequested();
        }
    }
}
