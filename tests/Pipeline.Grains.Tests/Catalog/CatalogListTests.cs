using System.Collections.Immutable;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Catalog;

/// <summary>Lists of endpoints: every order, page by page, whatever joins meanwhile.</summary>
public sealed class CatalogListTests : IAsyncLifetime
{
    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;

    public static TheoryData<EndpointSort, bool> Orders
    {
        get
        {
            TheoryData<EndpointSort, bool> orders = [];
            foreach (EndpointSort sort in Enum.GetValues<EndpointSort>())
            {
                orders.Add(sort, false);
                orders.Add(sort, true);
            }

            return orders;
        }
    }

    public async Task InitializeAsync() => _cluster = await GrainCluster.StartAsync(_settings);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task List_PageByPage_CoversEveryEndpointOnceInOrder(EndpointSort sort, bool isDescending)
    {
        Random random = new(7);
        EndpointSummaryReport[] summaries = [.. Enumerable.Range(0, 250).Select(number => Draw(random, $"e{number}"))];
        await ReportAsync([.. summaries]);

        List<EndpointSummaryReport> seen = [];
        ListPosition? after = null;
        do
        {
            EndpointPage page = await _cluster.Catalog.ListAsync(new EndpointListQuery(sort, isDescending, 17, after));
            Assert.Equal(summaries.Length, page.TotalCount);
            seen.AddRange(page.Endpoints);
            after = page.Last;
        }
        while (after is not null);

        IEnumerable<EndpointSummaryReport> known = summaries.Where(summary => sort == EndpointSort.Name || FigureOf(sort, summary) is not null);
        IEnumerable<EndpointSummaryReport> unknown = summaries.Except(known).OrderBy(summary => summary.Name, StringComparer.Ordinal);
        IEnumerable<EndpointSummaryReport> ordered = sort == EndpointSort.Name
            ? isDescending ? known.OrderByDescending(summary => summary.Name, StringComparer.Ordinal) : known.OrderBy(summary => summary.Name, StringComparer.Ordinal)
            : (isDescending ? known.OrderByDescending(summary => FigureOf(sort, summary)) : known.OrderBy(summary => FigureOf(sort, summary)))
                .ThenBy(summary => summary.Name, StringComparer.Ordinal);
        Assert.Equal(ordered.Concat(unknown).Select(summary => summary.Name), seen.Select(summary => summary.Name));
    }

    [Fact]
    public async Task List_EndpointsJoinBetweenPages_ShowsEachOldOneOnce()
    {
        Random random = new(8);
        string[] names = [.. Enumerable.Range(0, 100).Select(number => $"e{number:d3}")];
        await ReportAsync([.. names.Select(name => Draw(random, name))]);
        List<string> seen = [];
        ListPosition? after = null;
        int joined = 0;
        do
        {
            EndpointPage page = await _cluster.Catalog.ListAsync(new EndpointListQuery(EndpointSort.Name, false, 9, after));
            seen.AddRange(page.Endpoints.Select(endpoint => endpoint.Name));
            after = page.Last;
            await ReportAsync([.. Enumerable.Range(0, 5).Select(_ => Draw(random, $"e{random.Next(100):d3}-{joined++}"))]);
        }
        while (after is not null);

        Assert.Equal(names, seen.Where(name => !name.Contains('-', StringComparison.Ordinal)));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    private static double? FigureOf(EndpointSort sort, EndpointSummaryReport summary) => sort switch
    {
        EndpointSort.Rate => summary.Rate,
        EndpointSort.Errors => summary.Errors,
        EndpointSort.P95 => summary.DurationMs?.P95,
        EndpointSort.Cpu => summary.CpuMs,
        EndpointSort.DbQueries => summary.DbQueries,
        _ => summary.TimeMsPerS,
    };

    private static EndpointSummaryReport Draw(Random random, string name)
    {
        double? Maybe() => random.Next(5) == 0 ? null : random.Next(40);
        double p95 = random.Next(40);
        SummaryDurationReport? duration = random.Next(5) == 0 ? null : new SummaryDurationReport(p95 / 2, p95 / 2, p95, p95, p95);
        return new EndpointSummaryReport(name, 1, 0, 1, 1, random.Next(9), 0, random.Next(9), random.Next(30), duration, Maybe(), Maybe(), Maybe(), []);
    }

    private async Task ReportAsync(ImmutableArray<EndpointSummaryReport> summaries)
    {
        AdmissionAnswer answer = await _cluster.Catalog.AdmitEndpointsAsync([.. summaries.Select(summary => summary.Name)]);
        Assert.DoesNotContain(false, answer.IsAdmitted);
        await _cluster.Catalog.ReportAsync(new CatalogUpdate([.. summaries.Select(summary => new EndpointStatus(summary, 1, 1, 1, 0, 0, 0))], []));
    }
}
