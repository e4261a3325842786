using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The C# client against a silo, and the program that docs/query-client.md shows.</summary>
public sealed partial class QueryClientTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;
    private readonly long _start = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1_000 * 1_000) - 60_000;

    [Fact]
    public async Task GetEndpoint_KnownAndUnknown_IsAReportOrAProblem()
    {
        await PostAsync(Lines("/client a/b", 40));
        using PipelineQueryClient client = new(_silo.Http);

        EndpointReport report = await client.GetEndpointAsync("/client a/b", TimeRange.All);
        Assert.Equal((40, 40.0, 2), (report.Events, report.Count, report.Segments.Count));
        EndpointReport early = await client.GetEndpointAsync("/client a/b", TimeRange.Between(_start, _start + 2_000));
        Assert.Equal((_start, _start + 2_000, 20), (early.From!.Value, early.To!.Value, early.Events));

        PipelineQueryException unknown = await Assert.ThrowsAsync<PipelineQueryException>(() => client.GetEndpointAsync("/never"));
        Assert.Equal("unknown-endpoint", unknown.Code);
    }

    [Fact]
    public async Task ReadEvents_SmallPages_GivesWhatWasSent()
    {
        await PostAsync(Lines("/client-events", 30));
        using PipelineQueryClient client = new(_silo.Http);
        List<EventRecord> records = [];
        await foreach (EventRecord record in client.ReadEventsAsync(new EventsQuestion("/client-events") { Segment = "premium", PageSize = 4 }))
            records.Add(record);

        Assert.Equal(Enumerable.Range(0, 15).Select(index => _start + (index * 200)), records.Select(record => record.TimeUnixMs));
        Assert.All(records, record => Assert.Equal(("premium", "json.dumps"), (record.Segment, record.Operations[0].Name)));
    }

    [Fact]
    public async Task Compare_Segments_IsTheReportOfTheHttpInterface()
    {
        await PostAsync(Lines("/client-compared", 40));
        using PipelineQueryClient client = new(_silo.Http);
        ComparisonReport report = await client.CompareAsync("/client-compared", ComparisonSide.Segment("premium"), ComparisonSide.Segment("free"), TimeRange.All);
        Assert.Equal((847.0, 3.0, "json.dumps"), (report.CallsPerEvent.A, report.CallsPerEvent.B, report.Operations[0].Name));
    }

    [Fact]
    public async Task Lists_OrderedAndPaged_HaveEveryEndpointOnce()
    {
        await PostAsync(Lines("/client-list-a", 10));
        await PostAsync(Lines("/client-list-b", 20));
        using PipelineQueryClient client = new(_silo.Http);
        List<string> names = [];
        await foreach (EndpointSummaryListReport page in client.ReadEndpointsAsync(new EndpointListQuestion { PageSize = 1 }))
            names.AddRange(page.Endpoints.Select(static endpoint => endpoint.Name));
        Assert.Equal(names.Distinct().Order(StringComparer.Ordinal), names);
        Assert.Contains("/client-list-a", names);

        EndpointListReport full = await client.ListEndpointReportsAsync(TimeRange.All, new EndpointListQuestion { PageSize = 1_000 });
        Assert.Equal((10, 20), (EventsOf(full, "/client-list-a"), EventsOf(full, "/client-list-b")));
        Assert.InRange((await client.GetCatalogAsync()).Endpoints.Admitted, names.Count, 10_000);
    }

    [Fact]
    public async Task GetSeries_Operations_AreCountedByStep()
    {
        await PostAsync(Lines("/client-series", 40));
        using PipelineQueryClient client = new(_silo.Http);
        SeriesReport report = await client.GetSeriesAsync(new SeriesQuestion("/client-series", "count", "operations[json.dumps].max_per_event")
        {
            Segment = "premium", Range = TimeRange.Between(_start, _start + 4_000), Step = TimeSpan.FromSeconds(1),
        });
        Assert.Equal([5, 5, 5, 5], report.Series[0].Values);
        Assert.Equal([847, 847, 847, 847], report.Series[1].Values);
        PipelineQueryException unknown = await Assert.ThrowsAsync<PipelineQueryException>(() => client.GetSeriesAsync(new SeriesQuestion("/client-series", "operations[x]")));
        Assert.Equal("unknown-name", unknown.Code);
    }

    [Fact]
    public async Task StreamAndSegments_AfterWindowsClosed_HaveThem()
    {
        using PipelineQueryClient client = new(_silo.Http);
        using CancellationTokenSource listening = new(TimeSpan.FromMinutes(2));
        await using IAsyncEnumerator<StreamedWindow> windows = client
            .StreamWindowsAsync(new WindowStreamQuestion { Endpoint = "/client-stream", Width = TimeSpan.FromSeconds(1) }, listening.Token)
            .GetAsyncEnumerator(listening.Token);
        ValueTask<bool> first = windows.MoveNextAsync();

        // Until the client listens nothing tells that it does, so events of later and later seconds of the last hour close windows until one comes.
        for (int second = 0; !first.IsCompleted; second++)
            await PostAsync(Line("/client-stream", _start - 3_600_000 + (second * 1_000), "streamed", 847, 8_000));
        Assert.True(await first);
        Assert.Equal(("/client-stream", "streamed", 847.0), (windows.Current.Window!.Endpoint, windows.Current.Window.Segment, windows.Current.Window.Operations[0].PerEvent));
        Assert.NotNull(windows.Current.Id);

        // What was streamed is published as soon as the ten seconds around it have closed.
        await PostAsync(Line("/client-stream", _start + 60_000, "streamed", 3, 200));
        WholeSegmentReport segment = await UntilAsync(() => client.GetSegmentAsync("streamed", TimeRange.All, listening.Token), static report => report.Events > 0, listening.Token);
        Assert.Equal(847, segment.Operations[0].PerEvent);
        Assert.Contains("streamed", (await client.ListSegmentsAsync(TimeRange.All)).Segments.Select(static report => report.Name));
    }

    /// <summary>Asks until the answer is as awaited; a segment of which nothing was published yet is unknown.</summary>
    private static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isAwaited, CancellationToken deadline)
    {
        while (true)
        {
            deadline.ThrowIfCancellationRequested();
            try
            {
                T answer = await ask();
                if (isAwaited(answer))
                    return answer;
            }
            catch (PipelineQueryException exception) when (exception.Code == "unknown-segment")
            {
                // Not yet.
            }
        }
    }

    private static long EventsOf(EndpointListReport list, string endpoint) => list.Endpoints.Single(report => report.Name == endpoint).Events;

    [Fact]
    public async Task Documentation_Program_CompilesAndDoesWhatItSays()
    {
        await PostAsync(Lines("/recommend", 20));
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "query-client.md"));
        string program = Program().Match(page).Groups[1].Value;
        Assert.Contains("\"http://127.0.0.1:7847\"", program, StringComparison.Ordinal);
        using TemporaryDirectory directory = new();
        await File.WriteAllTextAsync(directory.File("Program.cs"), program.Replace("http://127.0.0.1:7847", _silo.Url, StringComparison.Ordinal));
        await File.WriteAllTextAsync(directory.File("Asker.csproj"), Project("Pipeline.Client", "Pipeline.Protocol"));

        await using ToolProcess asker = ToolProcess.StartProgram("dotnet", ["run", "--project", directory.File("Asker.csproj")]);

        Assert.True(await asker.WaitForExitAsync() == 0, asker.Output);
        string[] lines = asker.Output.Trim().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal("json.dumps: 425 per event, at most 847", lines[0]);
        Assert.StartsWith("premium makes 847 calls of json.dumps per event, free 3: 282 times", lines[1], StringComparison.Ordinal);
        Assert.Equal("10 premium events took more than a second", lines[2]);
        Assert.Equal("No event of endpoint '/misspelt' was ever accepted.", lines[3]);
    }

    /// <summary>Events 100 ms apart, premium and free in turn, of which premium makes 847 calls and takes eight seconds.</summary>
    private string Lines(string endpoint, int count)
    {
        StringBuilder lines = new();
        for (int index = 0; index < count; index++)
        {
            (string segment, int calls, int milliseconds) = index % 2 == 0 ? ("premium", 847, 8_000) : ("free", 3, 200);
            lines.AppendLine(Line(endpoint, _start + (index * 100), segment, calls, milliseconds));
        }

        return lines.ToString();
    }

    private static string Line(string endpoint, long time, string segment, int calls, int milliseconds) => new JsonObject
    {
        ["time"] = time,
        ["endpoint"] = endpoint,
        ["segment"] = segment,
        ["duration_ms"] = milliseconds,
        ["operations"] = new JsonObject { ["json.dumps"] = new JsonObject { ["count"] = calls, ["ms"] = milliseconds } },
    }.ToJsonString();

    private async Task PostAsync(string lines)
    {
        using StringContent body = new(lines, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode && answer.Contains("\"rejected_count\":0", StringComparison.Ordinal), answer);
    }

    /// <summary>Refers to the assemblies beside this test, so that nothing of the repository is built while other tests may be building it.</summary>
    private static string Project(params string[] assemblies) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            {string.Join('\n', assemblies.Select(name => $"<Reference Include=\"{Path.Combine(AppContext.BaseDirectory, name + ".dll")}\" />"))}
          </ItemGroup>
        </Project>
        """;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();
}
