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
            lines.AppendLine(new JsonObject
            {
                ["time"] = _start + (index * 100),
                ["endpoint"] = endpoint,
                ["segment"] = segment,
                ["duration_ms"] = milliseconds,
                ["operations"] = new JsonObject { ["json.dumps"] = new JsonObject { ["count"] = calls, ["ms"] = milliseconds } },
            }.ToJsonString());
        }

        return lines.ToString();
    }

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
