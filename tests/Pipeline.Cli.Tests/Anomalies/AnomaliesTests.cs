using Pipeline.Cli.Anomalies;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Tests.Anomalies;

/// <summary>What <c>anomalies</c> shows of what a silo answers.</summary>
public sealed class AnomaliesTests : IAsyncLifetime
{
    private const string Asked = "/api/v1/anomalies?limit=20";

    // 2023-11-14 22:13:20 UTC.
    private const long Start = 1_700_000_000_000;

    private readonly ScriptedSilo _silo = new();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Print_Anomalies_AreRowsWithSinceStateEndpointSegmentsAndSentence()
    {
        AnomalyReport[] anomalies =
        [
            Create("/cart", null, "anomaly", ["premium"], "Too slow."),
            Create("/search", "recovered", "notice", ["a", "b", "c", "d", "e"], "More calls."),
            Create("/pay", "became_usual", "anomaly", ["a", "b"], "Slower.") with
            {
                EverySegment = true, Deepest = new AnomalyReferenceReport("2f", "/bank", "Locks."),
            },
        ];
        string[] lines = await PrintAsync(new AnomalyPage(anomalies, 9, null, 3, null, null));
        Assert.Equal(["since (UTC)", "state", "endpoint", "segments", "what"], ScriptedSilo.Cells(lines[0]));
        Assert.Equal(["2023-11-14 22:13:20", "goes on", "/cart", "premium", "Too slow."], ScriptedSilo.Cells(lines[1]));
        Assert.Equal(["2023-11-14 22:13:20", "recovered (notice)", "/search", "a, b, c and 2 more", "More calls."], ScriptedSilo.Cells(lines[2]));
        Assert.Equal(["2023-11-14 22:13:20", "became usual", "/pay", "all", "Slower. Deepest: /bank: Locks."], ScriptedSilo.Cells(lines[3]));
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task Print_NotAllAsked_SaysSo()
    {
        string[] lines = await PrintAsync(new AnomalyPage([], 9, "c", 3, ["a", "b", "c", "d", "e", "f"], 7));
        Assert.Equal(
            [
                "No anomalies.",
                "There are older ones: --limit shows more.",
                "6 endpoints did not answer: a, b, c, d, e and others.",
                "Of 7 endpoints it is not known yet whether they have any.",
            ],
            lines);
    }

    [Fact]
    public async Task PrintJson_Page_IsTheSilos()
    {
        AnomalyPage page = new([Create("/cart", null, "anomaly", ["premium"], "Too slow.")], 9, null, 3, null, null);
        _silo.Answer(Asked, page, ReportJsonContext.Default.AnomalyPage);
        await Printer(new AnomalyQuestion { PageSize = 20 }).PrintJsonAsync(CancellationToken.None);
        Assert.Equal(_silo.Answers[Asked], _silo.Output.ToString().Trim());
    }

    [Fact]
    public async Task Print_OpenOnlyAndNone_SaysThatAllIsAsUsual()
    {
        _silo.Answer("/api/v1/anomalies?endpoint=%2Fc%2A&open=true&limit=5", new AnomalyPage([], 9, null, 0, null, null), ReportJsonContext.Default.AnomalyPage);
        await Printer(new AnomalyQuestion { Endpoint = "/c*", IsOpen = true, PageSize = 5 }).PrintAsync(false, CancellationToken.None);
        Assert.Equal("No anomalies that go on.", _silo.Output.ToString().Trim());
    }

    private static AnomalyReport Create(string endpoint, string? end, string severity, string[] segments, string sentence) => new(
        "1f", endpoint, severity, "fast", segments, false, Start, Start + 10_000, Start + 20_000, end is null ? null : Start + 30_000, end, 40, 1e-17, 12, 41,
        Start, 10_000, [], [], sentence);

    private async Task<string[]> PrintAsync(AnomalyPage page)
    {
        _silo.Answer(Asked, page, ReportJsonContext.Default.AnomalyPage);
        await Printer(new AnomalyQuestion { PageSize = 20 }).PrintAsync(false, CancellationToken.None);
        return _silo.Lines;
    }

    private AnomaliesPrinter Printer(AnomalyQuestion question) => new(_silo.Client, question, _silo.Output);
}
