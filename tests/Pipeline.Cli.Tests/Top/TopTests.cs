using System.Text.Json;
using Pipeline.Cli.Top;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;
using Pipeline.Testing;
using Spectre.Console;

namespace Pipeline.Cli.Tests.Top;

/// <summary>What <c>top</c> shows of what a silo answers.</summary>
public sealed class TopTests : IAsyncLifetime
{
    /// <summary>What the silo puts first, by sort.</summary>
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["time"] = ["/checkout", "/cart", "/ping"],
        ["rate"] = ["/ping", "/cart", "/checkout"],
        ["db_queries"] = ["/cart", "/checkout", "/ping"],
    };

    private readonly WatchedWriter _output = new("q quits");
    private readonly ScriptedSilo _silo = new();

    public async Task InitializeAsync()
    {
        await _silo.InitializeAsync();
        EndpointReport[] reports =
        [
            Reports.Create("/cart", count: 600, errors: 30, meanMs: 50),
            Reports.Create("/checkout", count: 60, errors: 1, meanMs: 900),
            Reports.Create("/ping", count: 6_000, errors: 0, meanMs: 1),
        ];
        foreach ((string sort, string[] names) in Orders)
        {
            EndpointReport[] ordered = [.. names.Select(name => reports.Single(report => report.Name == name))];
            EndpointSummaryListReport summaries = new([.. ordered.Select(Reports.Summarise)], 3, 7, null);
            _silo.Answer($"/api/v1/endpoints?sort={sort}&order=desc&limit=20", summaries, ReportJsonContext.Default.EndpointSummaryListReport);
            EndpointListReport full = new(ordered, 3, 7, null, null);
            _silo.Answer($"/api/v1/endpoints?detail=full&sort={sort}&order=desc&limit=20", full, ReportJsonContext.Default.EndpointListReport);
        }

        foreach (EndpointReport report in reports)
            _silo.Answer($"/api/v1/endpoints?name={Uri.EscapeDataString(report.Name)}", report, ReportJsonContext.Default.EndpointReport);
    }

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Theory]
    [InlineData(EndpointSort.Time, "time")]
    [InlineData(EndpointSort.Rate, "rate")]
    [InlineData(EndpointSort.DbQueries, "db_queries")]
    public async Task Print_EachSort_AsksForItAndShowsWhatTheFirstDoes(EndpointSort sort, string name)
    {
        await PrintAsync(Options(sort));
        string[] lines = _output.ToString().Split('\n');
        Assert.EndsWith($"3 of 3 endpoints, last 5 min of each, by {name}", lines[0].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(Orders[name], lines[2..5].Select(static line => line.Split(' ')[0]));
        Assert.StartsWith($"operations of {Orders[name][0]} ", lines[6], StringComparison.Ordinal);
        Assert.Equal(["json.dumps", "847", "900", "5.00", "100"], Words(lines[7]));
    }

    [Fact]
    public async Task Print_Row_HasTheFiguresOfItsEndpoint()
    {
        await PrintAsync(Options(EndpointSort.Time));
        Assert.Equal(["/cart", "2.00", "5.0", "40.0", "100", "150", "12.0", "3.00", "33"], Words(_output.ToString().Split('\n')[3]));
    }

    [Fact]
    public async Task Print_Segment_HasThatSegmentsFigures()
    {
        await PrintAsync(Options(EndpointSort.Time) with { Segment = "premium" });
        string[] lines = _output.ToString().Split('\n');
        Assert.Contains("3 of 3 endpoints, segment premium", lines[0], StringComparison.Ordinal);
        Assert.Equal(["/checkout", "0.05", "1.3", "720", "1,800", "2,700", "-", "-", "60"], Words(lines[2]));
        Assert.Equal("12.0", Words(lines[7])[1]);
    }

    [Fact]
    public async Task PrintJson_List_IsTheSilosInTheOrderAsked()
    {
        TopOptions options = Options(EndpointSort.Rate);
        await new TopOnce(new TopQuestion(_silo.Client, options), options, _output).PrintJsonAsync(CancellationToken.None);
        Assert.Equal(_silo.Answers["/api/v1/endpoints?sort=rate&order=desc&limit=20"], _output.ToString().Trim());
        using JsonDocument json = JsonDocument.Parse(_output.ToString());
        Assert.Equal(3, json.RootElement.GetProperty("total_count").GetInt32());
    }

    [Fact]
    public async Task Screen_LowAndNarrow_FitsAndIsLeftAsItWas()
    {
        TopOptions options = Options(EndpointSort.Time);
        using CancellationTokenSource cancellation = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output), Ansi = AnsiSupport.Yes });
        console.Profile.Width = 80;
        console.Profile.Height = 8;
        ManualTimeProvider clock = new();
        Task running = new TopScreen(new TopQuestion(_silo.Client, options), options, console, clock).RunAsync(cancellation.Token);

        // Drawn once, it waits for a clock that stands still.
        await _output.Seen.WaitAsync(TimeSpan.FromMinutes(2));
        await cancellation.CancelAsync();
        await running;

        string text = _output.ToString();
        string[] lines = text.Split("\r\n");
        Assert.True(lines.Length <= 8, text);
        Assert.Contains("/checkout", text, StringComparison.Ordinal);
        Assert.StartsWith("\u001b[?1049h", text, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?1049l\u001b[?25h", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Screen_SiloThatRefuses_SaysSo()
    {
        _silo.Answers.Clear();
        TopOptions options = Options(EndpointSort.Time);
        using CancellationTokenSource cancellation = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output), Ansi = AnsiSupport.Yes });
        console.Profile.Width = 200;
        Task running = new TopScreen(new TopQuestion(_silo.Client, options), options, console, new ManualTimeProvider()).RunAsync(cancellation.Token);
        await _output.Seen.WaitAsync(TimeSpan.FromMinutes(2));
        await cancellation.CancelAsync();
        await running;
        Assert.Contains("the silo answered 404", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("2s", 2.0)]
    [InlineData("1m", 60.0)]
    public void Interval_Duration_IsTaken(string text, double expectedSeconds)
    {
        System.CommandLine.Option<TimeSpan> option = CreateInterval();
        System.CommandLine.ParseResult parsed = new System.CommandLine.RootCommand { option }.Parse(["--interval", text]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(expectedSeconds, parsed.GetValue(option).TotalSeconds);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("s")]
    [InlineData("-2s")]
    [InlineData("100ms")]
    [InlineData("2h")]
    [InlineData("99999999999s")]
    [InlineData("2147483647d")]
    public void Interval_AnythingElse_IsRefusedWithWhatItTakes(string text)
    {
        System.CommandLine.ParseResult parsed = new System.CommandLine.RootCommand { CreateInterval() }.Parse([$"--interval={text}"]);
        Assert.Contains("500ms, 2s, 30m, 4h or 7d, 200ms to 1m", Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    private static System.CommandLine.Option<TimeSpan> CreateInterval() =>
        DurationOption.Create("--interval", "How often.", TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(1));

    private TopOptions Options(EndpointSort sort) => new() { To = _silo.Address, Sort = sort };

    private Task PrintAsync(TopOptions options) =>
        new TopOnce(new TopQuestion(_silo.Client, options), options, _output).PrintAsync(isTerminal: false, CancellationToken.None);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Keeps what is written and tells when a text has been.</summary>
    private sealed class WatchedWriter(string awaited) : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.Contains(awaited, StringComparison.Ordinal) == true)
                _seen.TrySetResult();
        }
    }
}
