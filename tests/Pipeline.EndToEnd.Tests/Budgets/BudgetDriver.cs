using System.Globalization;
using System.Text;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Budgets;

/// <summary>Traffic of one endpoint in event time of its own, and what its budgets say of it.</summary>
internal sealed class BudgetDriver : IDisposable
{
    private const long MinuteMs = 60_000;

    private readonly SiloProcess _silo;
    private readonly string _endpoint;

    // Windows close by the time of events, so a test need not wait for the clock.
    private long _nextUnixMs = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / MinuteMs * MinuteMs) - (120 * MinuteMs);

    public BudgetDriver(SiloProcess silo, string endpoint)
    {
        _silo = silo;
        _endpoint = endpoint;
        Client = new PipelineQueryClient(silo.Http);
        StartUnixMs = _nextUnixMs;
    }

    public PipelineQueryClient Client { get; }

    public long StartUnixMs { get; }

    /// <summary>Start of the minute in which the next traffic begins.</summary>
    public long NextUnixMs => _nextUnixMs;

    /// <summary>Settings with which windows of a silent endpoint close soon.</summary>
    public static (string Path, string Value)[] Settings =>
        [.. SegmentSums.HastySettings, ("Pipeline:Budgets:RefreshPeriod", "00:00:00.1"), ("Pipeline:Budgets:FilePollPeriod", "00:00:00.2")];

    /// <summary>Awaits that the silo has heard of the budgets: then new endpoints have them from the start.</summary>
    public static async Task AwaitBudgetsAsync(SiloProcess silo)
    {
        using BudgetDriver driver = new(silo, "/first");
        await driver.SendAsync(1, 1);
        await driver.CheckAsync();
    }

    /// <summary>Windows of ten seconds of premium and free events, each with so many calls of <c>json.dumps</c>; the minute after is left free.</summary>
    public async Task SendAsync(int windows, int calls, string more = "")
    {
        StringBuilder lines = new();
        for (int number = 0; number < windows * 10; number++)
        {
            long time = _nextUnixMs + (number * 1_000L);
            string segment = number % 2 == 0 ? "premium" : "free";
            lines.Append(CultureInfo.InvariantCulture, $$$"""{"endpoint":"{{{_endpoint}}}","time":{{{time}}},"segment":"{{{segment}}}","duration_ms":10,"operations":{"json.dumps":{"count":{{{calls}}},"ms":9.2}}{{{more}}}}""")
                .Append('\n');
        }

        await _silo.PostAsync(lines.ToString());
        _nextUnixMs = (_nextUnixMs + (windows * 10_000L) + MinuteMs) / MinuteMs * MinuteMs;
    }

    /// <summary>What broke, once all of the range is judged.</summary>
    public async Task<BudgetCheckReport> CheckAsync(long? from = null)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        BudgetCheckQuestion question = new() { Endpoint = _endpoint, FromUnixMs = from ?? StartUnixMs, ToUnixMs = _nextUnixMs };
        while (true)
        {
            BudgetCheckReport report = await Client.CheckBudgetsAsync(question);
            if (report.EndpointsPending.Count == 0)
                return report;
            Assert.False(deadline.IsCancellationRequested, $"{_endpoint} has windows that are not judged after a minute.");
        }
    }

    public async Task<(int ExitCode, string Output)> RunCheckAsync(params IEnumerable<string> arguments)
    {
        string from = StartUnixMs.ToString(CultureInfo.InvariantCulture);
        string until = _nextUnixMs.ToString(CultureInfo.InvariantCulture);
        await using ToolProcess check = ToolProcess.Start(
            "Pipeline.Cli", ["check", "--to", _silo.Url, "--from", from, "--until", until, "--endpoint", _endpoint, .. arguments]);
        int exitCode = await check.WaitForExitAsync();
        return (exitCode, check.Output);
    }

    public void Dispose() => Client.Dispose();
}
