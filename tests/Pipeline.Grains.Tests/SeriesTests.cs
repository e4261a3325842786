using System.Text.Json;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests;

/// <summary>Series through the grain: from memory and from stored windows they are the same.</summary>
public sealed class SeriesTests : IAsyncLifetime
{
    private const string Name = "/recommend";
    private const string Metrics = "count,rate,p95,operations[json.dumps],operations[json.dumps].rate";

    private static readonly EndpointQuery s_hour = new(Window: TimeSpan.FromHours(1));

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private IEndpointGrain _grain = null!;

    // A whole minute, so that steps begin there.
    private DateTimeOffset Start => _settings.Clock.GetUtcNow() - TimeSpan.FromMinutes(30);

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _grain = _cluster.Endpoint(Name);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("free")]
    public async Task QuerySeries_FromStoredWindows_IsAsFromMemory(string? segment)
    {
        DateTimeOffset start = Start;
        for (int second = 0; second < 600; second += 5)
            await _grain.AppendAsync(Sections.Append(Name, start + TimeSpan.FromSeconds(second), (ulong)second, eventCount: 4));
        SeriesQuery[] queries =
        [
            new(Metrics, s_hour, segment, TimeSpan.FromSeconds(10)),
            new(Metrics, s_hour, segment, TimeSpan.FromSeconds(30)),
            new(Metrics, s_hour, segment, TimeSpan.FromMinutes(1)),
            new(Metrics, new EndpointQuery(Window: TimeSpan.FromMinutes(1)), segment, TimeSpan.FromSeconds(1)),
            new(Metrics, new EndpointQuery(), segment),
        ];
        string[] before = await AskAllAsync(queries);

        await _cluster.DeactivateAsync(_grain);

        // Acknowledgements are entries too, so where the snapshot lies depends on when segments answered.
        StreamName stream = EndpointStream.NameOf(Name);
        Offset snapshot = (await _settings.Log.ReadLatestAsync(stream))!.Offset;
        Assert.NotEmpty(await _settings.Log.ReadCellsAsync(stream, new CellRange(1, 0, long.MaxValue), snapshot, countMax: 100));
        Assert.Equal(before, await AskAllAsync(queries));
        SeriesReport report = (await _grain.QuerySeriesAsync(queries[2])).Report!;
        double perMinute = segment is null ? 48 : 24;
        Assert.Equal((Name, segment, 60_000L), (report.Endpoint, report.Segment, report.StepMs));
        Assert.Equal(10, report.Series[0].Values.Count(count => count == perMinute));
        Assert.Equal(3, report.Series[3].Values[^1]);
        Assert.Equal(perMinute * 3 / 60, report.Series[4].Values[^1]);
    }

    [Fact]
    public async Task QuerySeries_LateEventAfterStoring_IsInItsStep()
    {
        DateTimeOffset start = Start;
        await _grain.AppendAsync(Sections.Append(Name, start, sequence: 1));
        await _grain.AppendAsync(Sections.Append(Name, start + TimeSpan.FromMinutes(5), sequence: 2));
        await _cluster.DeactivateAsync(_grain);

        await _grain.AppendAsync(Sections.Append(Name, start + TimeSpan.FromSeconds(3), sequence: 3, eventCount: 5));

        SeriesReport report = (await _grain.QuerySeriesAsync(new SeriesQuery("count", s_hour, null, TimeSpan.FromMinutes(1)))).Report!;
        int step = report.Times.ToList().IndexOf(start.ToUnixTimeMilliseconds());
        Assert.Equal([6, 0, 0, 0, 0, 1], report.Series[0].Values.Skip(step));
    }

    [Theory]
    [InlineData("p95,speed", "malformed-parameter", "metric, character 5: 'speed' is no metric")]
    [InlineData("operations[nope]", "unknown-name", "there are json.dumps")]
    public async Task QuerySeries_WrongQuestion_IsAnsweredWithTheReason(string metrics, string code, string detail)
    {
        await _grain.AppendAsync(Sections.Append(Name, Start));
        SeriesAnswer answer = await _grain.QuerySeriesAsync(new SeriesQuery(metrics, s_hour));
        Assert.Null(answer.Report);
        Assert.Equal(code, answer.Code);
        Assert.Contains(detail, answer.Detail, StringComparison.Ordinal);
    }

    private async Task<string[]> AskAllAsync(SeriesQuery[] queries)
    {
        List<string> answers = [];
        foreach (SeriesQuery query in queries)
        {
            SeriesAnswer answer = await _grain.QuerySeriesAsync(query);
            Assert.Null(answer.Detail);
            answers.Add(JsonSerializer.Serialize(answer.Report));
        }

        return [.. answers];
    }
}
