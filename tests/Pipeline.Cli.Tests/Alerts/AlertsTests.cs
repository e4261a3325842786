using Pipeline.Cli.Alerts;
using Pipeline.Cli.Silences;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Tests.Alerts;

/// <summary>What <c>alerts</c> and <c>silence</c> show of what a silo answers, in a wide terminal and in one of 80 columns.</summary>
public sealed class AlertsTests : IAsyncLifetime
{
    // 2023-11-14 22:13:20 UTC.
    private const long Start = 1_700_000_000_000;

    private const string ListPath = "/api/v1/incidents?historic=false&limit=20";

    private readonly ScriptedSilo _silo = new();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task List_Wide_IsATable()
    {
        _silo.Answer(ListPath, Page(), AlertingJsonContext.Default.IncidentPage);
        await Printer(200).PrintAsync(Listed(), CancellationToken.None);
        string[] lines = _silo.Lines;
        Assert.Equal(["id", "since (UTC)", "state", "severity", "endpoints", "what"], ScriptedSilo.Cells(lines[0]));
        Assert.Equal(
            ["00000000000000a1", "2023-11-14 22:13:20", "open, ann@box looks after it", "page", "/recommend, /search, /cart and 1 more", "`/recommend` calls `json.dumps` 847 times."], ScriptedSilo.Cells(lines[1]));
        Assert.Equal(["00000000000000a2", "2023-11-14 22:13:20", "resolved", "ticket", "/pay", "Slower."], ScriptedSilo.Cells(lines[2]));
        Assert.Equal("There are older ones: --limit shows more.", lines[3]);
    }

    [Fact]
    public async Task List_Of80Columns_HasTheSentenceUnderTheRestAndNoLineTooLong()
    {
        IncidentPage page = Page();
        _silo.Answer(ListPath, page with { Incidents = [page.Incidents[0] with { Sentence = string.Join(' ', Enumerable.Repeat("word", 40)) }, page.Incidents[1]] }, AlertingJsonContext.Default.IncidentPage);
        await Printer(80).PrintAsync(Listed(), CancellationToken.None);
        string[] lines = _silo.Output.ToString().Split('\n').Select(static line => line.TrimEnd()).ToArray();
        Assert.All(lines, static line => Assert.InRange(line.Length, 0, 80));
        Assert.StartsWith("00000000000000a1  2023-11-14 22:13:20  open, ann@box looks after it  page", lines[0], StringComparison.Ordinal);
        Assert.Equal("/recommend, /search, /cart and 1 more", lines[1]);
        Assert.Equal("  word word word word word word word word word word word word word word word", lines[2]);
        Assert.Contains("00000000000000a2  2023-11-14 22:13:20  resolved  ticket  /pay", lines);
        Assert.Contains("  Slower.", lines);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(200)]
    public async Task One_AnyWidth_HasCausesAlertsNotesAndWhatToDo(int width)
    {
        _silo.Answer("/api/v1/incidents/00000000000000a1", Incident(), AlertingJsonContext.Default.IncidentReport);
        await Printer(width).PrintAsync(Listed() with { Incident = "00000000000000a1" }, CancellationToken.None);
        string[] lines = _silo.Output.ToString().Split('\n').Select(static line => line.TrimEnd()).ToArray();
        // Only a URL, which must stay one, may be longer.
        Assert.All(lines.Where(static line => !line.Contains("://", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, width));
        string text = string.Join(' ', lines.SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        string[] expected =
        [
            "Incident 00000000000000a1: open, ann@box looks after it, page `/recommend` calls `json.dumps` 847 times.",
            "since 2023-11-14 22:13:20 UTC", "opened 2023-11-14 22:13:30 UTC", "endpoints /recommend, /search, /cart, /pay", "segments premium", "owners team-a",
            "looked after by ann@box until 2023-11-15 02:13:20 UTC",
            "Causes, the most important first json.dumps (function) of /recommend, premium: 847 calls/event, normally 3, budget calls allows 100, 96 % of what was added, on 2 endpoints",
            "traces 4bf92f3577b34da6a3ce929d0e0e4736",
            "Alerts (3) firing page budget calls /recommend since 2023-11-14 22:13:20 silenced by 00000000000000aa Too many calls.", "and 2 more",
            "Notes 2023-11-14 22:15:00 bob: Rolled back?",
            "What to do Follow https://wiki/runbook Look at json.dumps first, on /recommend.", "/api/v1/endpoints?name=%2Frecommend",
            "pipeline alerts note 00000000000000a1 TEXT",
        ];
        Assert.All(expected, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.DoesNotContain("alerts ack", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_NobodyLooksAfterIt_SaysHowToSaySo()
    {
        _silo.Answer("/api/v1/incidents/00000000000000a1", Incident() with { Acknowledgement = null }, AlertingJsonContext.Default.IncidentReport);
        await Printer(80).PrintAsync(Listed() with { Incident = "00000000000000a1" }, CancellationToken.None);
        Assert.Contains("  Say that you look after it: pipeline alerts ack 00000000000000a1", _silo.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task List_None_SaysSo()
    {
        _silo.Answer("/api/v1/incidents?open=true&historic=false&limit=20", new IncidentPage([], 9, null), AlertingJsonContext.Default.IncidentPage);
        await Printer(80).PrintAsync(new AlertsOptions(new AlertQuestion { IsOpen = true, IsHistoric = false, PageSize = 20 }, null, false), CancellationToken.None);
        Assert.Equal(["No incident goes on."], _silo.Lines);
    }

    [Fact]
    public async Task Json_ListAndOne_AreTheSilos()
    {
        _silo.Answer(ListPath, Page(), AlertingJsonContext.Readable.IncidentPage);
        _silo.Answer("/api/v1/incidents/00000000000000a1", Incident(), AlertingJsonContext.Readable.IncidentReport);
        await Printer(80).PrintAsync(Listed() with { IsJson = true }, CancellationToken.None);
        await Printer(80).PrintAsync(Listed() with { IsJson = true, Incident = "00000000000000a1" }, CancellationToken.None);
        Assert.Equal([_silo.Answers[ListPath], _silo.Answers["/api/v1/incidents/00000000000000a1"]], _silo.Lines);
    }

    [Fact]
    public async Task AcknowledgeAndNote_Answered_SayWhoAndUntilWhen()
    {
        _silo.Answer("/api/v1/incidents/00000000000000a1/acknowledge", Incident(), AlertingJsonContext.Default.IncidentReport);
        _silo.Answer("/api/v1/incidents/00000000000000a1/notes", Incident(), AlertingJsonContext.Default.IncidentReport);
        await Printer(200).AcknowledgeAsync("00000000000000a1", null, null, CancellationToken.None);
        await Printer(200).AddNoteAsync("00000000000000a1", "x", CancellationToken.None);
        await Printer(200).WithdrawAsync("00000000000000a1", CancellationToken.None);
        Assert.Equal(
            [
                "ann@box looks after incident 00000000000000a1 until 2023-11-15 02:13:20 UTC.", "`/recommend` calls `json.dumps` 847 times.",
                "Written down about incident 00000000000000a1.", "Nobody looks after incident 00000000000000a1 any more.",
            ],
            _silo.Lines);
    }

    [Theory]
    [InlineData(80, true)]
    [InlineData(200, false)]
    public async Task Silence_Add_ShowsThePreviewAndAsksFirst(int width, bool isAgreed)
    {
        _silo.Answer("/api/v1/silences/preview", new SilencePreview([Alert()], ["00000000000000a1"], 12), AlertingJsonContext.Default.SilencePreview);
        _silo.Answer("/api/v1/silences", Silence("00000000000000aa", true, Start), AlertingJsonContext.Default.SilenceReport);
        List<string> asked = [];
        bool isMade = await Silences(width).AddAsync(
            new SilenceRequest(new SilenceMatchers("/c*"), null, Start, null),
            question =>
            {
                Assert.Contains("would have fitted", _silo.Output.ToString(), StringComparison.Ordinal);
                asked.Add(question);
                return isAgreed;
            },
            CancellationToken.None);
        Assert.Equal(isAgreed, isMade);
        Assert.Equal(["Make this silence? [y/N] "], asked);
        Assert.Equal(
            [
                "1 alert that goes on fits; 1 incident would be held back wholly.", "  firing  page  /recommend  since 2023-11-14 22:13:20", "    Too many calls.",
                "Of the last seven days 12 alerts that are over would have fitted.",
                .. isAgreed
                    ? width == 80
                        ? ["Silence 00000000000000aa: endpoint /c*, severity page, from 2023-11-14 22:13:20", "until 2023-11-15 00:13:20 UTC."]
                        : (string[])["Silence 00000000000000aa: endpoint /c*, severity page, from 2023-11-14 22:13:20 until 2023-11-15 00:13:20 UTC."]
                    : ["Nothing was made."],
            ],
            _silo.Lines);
    }

    [Fact]
    public async Task Silence_List_ShowsStateAndMatchers()
    {
        _silo.Answer(
            "/api/v1/silences",
            new SilencePage([Silence("00000000000000aa", true, Start), Silence("00000000000000ab", false, Start + 9_000_000), Silence("00000000000000ac", false, Start - 9_000_000)], Start),
            AlertingJsonContext.Default.SilencePage);
        await Silences(200).ListAsync(false, CancellationToken.None);
        string[] lines = _silo.Lines;
        Assert.Equal(
            ["00000000000000aa", "active", "2023-11-14 22:13:20", "2023-11-15 00:13:20", "ann", "endpoint /c*, severity page: moving"], ScriptedSilo.Cells(lines[1]));
        Assert.Equal(["planned", "over"], lines.Skip(2).Select(static line => ScriptedSilo.Cells(line)[1]));
        _silo.Output.GetStringBuilder().Clear();
        await Silences(80).ListAsync(false, CancellationToken.None);
        Assert.Equal(
            ["00000000000000aa  active  2023-11-14 22:13:20  2023-11-15 00:13:20  ann", "  endpoint /c*, severity page: moving"], _silo.Lines.Take(2));
    }

    [Fact]
    public void Sheet_ControlCharactersInAName_DoNotReachTheTerminal()
    {
        new Sheet(_silo.Output, false, 80).Line("a\u001b[2Jb");
        Assert.Equal(["a?[2Jb"], _silo.Lines);
    }

    private static AlertsOptions Listed() => new(new AlertQuestion { IsHistoric = false, PageSize = 20 }, null, false);

    private static IncidentPage Page() => new(
        [Incident(), Incident() with { Id = "00000000000000a2", State = IncidentState.Resolved, Severity = AlertSeverity.Ticket, Endpoints = ["/pay"], Sentence = "Slower." }], 9, "more");

    private static IncidentReport Incident() => new(
        "00000000000000a1", 3, IncidentState.Open, AlertSeverity.Page, "`/recommend` calls `json.dumps` 847 times.", Start, Start + 10_000, null,
        ["/recommend", "/search", "/cart", "/pay"], ["premium"],
        [
            new IncidentCause("json.dumps", "/recommend", 2, "calls", new FindingCause(
                "json.dumps", "operation_calls", "json.dumps", "function", "premium", 847, 3, 100, "calls/event", 0.96, 0, 900, false, ["4bf92f3577b34da6a3ce929d0e0e4736"])),
        ],
        ["team-a"], ["https://wiki/runbook"], new Acknowledgement("ann@box", Start, Start + 14_400_000), [new IncidentNote("bob", Start + 100_000, "Rolled back?")],
        false, 3, [Alert()], "/api/v1/endpoints?name=%2Frecommend");

    private static AlertReport Alert() => new(
        "00000000000000b1", "00000000000000f0", "00000000000000a1", AlertState.Firing, AlertSeverity.Page, Start, Start + 10_000, null, ["00000000000000aa"],
        new Finding("f1", FindingSource.Budget, "calls", "/recommend", AlertSeverity.Page, ["premium"], false, Start, Start, Start, null, null, false, [], "Too many calls.", null, null));

    private static SilenceReport Silence(string id, bool isActive, long from) =>
        new(id, 1, new SilenceMatchers("/c*", Severity: AlertSeverity.Page), from, from + 7_200_000, "ann", Start, "moving", isActive);

    private AlertsPrinter Printer(int width) => new(_silo.Client, _silo.Address, new Sheet(_silo.Output, false, width), _silo.Output);

    private SilencePrinter Silences(int width) => new(_silo.Client, new Sheet(_silo.Output, false, width), _silo.Output);
}
