using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.EventLog.Sqlite;
using Pipeline.Grains.Abstractions;
using Pipeline.Testing;
using Xunit.Abstractions;

namespace Pipeline.Grains.Tests;

/// <summary>The grain over the real store: appends that arrive together are made durable together.</summary>
public sealed class SharedCommitTests(ITestOutputHelper output)
{
    private const int AppendCount = 1_000;

    [Fact]
    public async Task Append_ManyAtOnceToOneEndpoint_ShareCommits()
    {
        using TemporaryDirectory directory = new();
        await using SqliteEventLog log = await SqliteEventLog.OpenAsync(
            new SqliteEventLogOptions { DataDirectory = directory.Path }, TimeProvider.System, NullLoggerFactory.Instance);
        GrainClusterSettings settings = new(log, log, log);
        await using GrainCluster cluster = await GrainCluster.StartAsync(settings);
        IEndpointGrain grain = cluster.Endpoint("/hot");
        DateTimeOffset now = settings.Clock.GetUtcNow();
        await grain.AppendAsync(Sections.Append("/hot", now, sequence: AppendCount));
        long before = log.Instruments.Statistics.Commits;

        AppendAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(0, AppendCount).Select(i => grain.AppendAsync(Sections.Append("/hot", now, (ulong)i, eventCount: 10))));

        long commits = log.Instruments.Statistics.Commits - before;
        output.WriteLine($"{AppendCount} appends in {commits} commits");
        Assert.All(answers, answer => Assert.Equal(SectionStatus.Applied, answer.Status));
        Assert.Equal((AppendCount * 10) + 1, (await grain.QueryAsync(new EndpointQuery())).Count);
        Assert.InRange(commits, 1, AppendCount / 4);
    }
}
