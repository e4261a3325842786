using System.Text.Json;
using Pipeline.Cli.Check;
using Pipeline.Cli.Tests.Transport;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Tests.Check;

/// <summary>What <c>check</c> says of a silo's answer, and with what it exits.</summary>
public sealed class BudgetCheckTests : IAsyncLifetime
{
    // 2023-11-14 22:13:20 UTC.
    private const long From = 1_700_000_000_000;
    private const long To = From + 600_000;

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private FakeSilo? _silo;
    private HttpClient? _http;

    public async Task InitializeAsync()
    {
        _silo = await FakeSilo.StartAsync();
        _http = new HttpClient { BaseAddress = _silo.Address };
    }

    public async Task DisposeAsync()
    {
        _http!.Dispose();
        await _silo!.DisposeAsync();
    }

    [Fact]
    public async Task Run_NothingBroke_Exits0()
    {
        Assert.Equal(0, await RunAsync(new BudgetCheckReport(From, To, 2, [], []) { EndpointsSilent = ["/b"] }));
        Assert.Equal("No budget broke from 2023-11-14 22:13:20 UTC to 2023-11-14 22:23:20 UTC of 2 endpoints.", _output.ToString().Trim());
    }

    [Fact]
    public async Task Run_NoEndpointFits_Exits3AndSaysSo()
    {
        Assert.Equal(3, await RunAsync(new BudgetCheckReport(From, To, 0, [], []), "/serach*"));
        Assert.Contains("Nothing was checked: no endpoint fits '/serach*'.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NothingWasEverSent_Exits3AndSaysSo()
    {
        Assert.Equal(3, await RunAsync(new BudgetCheckReport(From, To, 0, [], [])));
        Assert.Contains("Nothing was checked: no endpoint is known.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NothingWasSentSinceTheRangeBegan_Exits3AndSaysSo()
    {
        Assert.Equal(3, await RunAsync(new BudgetCheckReport(From, To, 2, [], []) { EndpointsSilent = ["/a", "/b"] }));
        Assert.Contains("Nothing was checked: no endpoint that is known had an event since 2023-11-14 22:13:20 UTC.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AsJsonWithNothingChecked_KeepsTheAnswerByItself()
    {
        BudgetCheckReport report = new(From, To, 0, [], []);
        Assert.Equal(3, await RunAsync(report, isJson: true));
        Assert.Equal(JsonSerializer.Serialize(report, AlertingJsonContext.Default.BudgetCheckReport), _output.ToString().Trim());
        Assert.Equal("pipeline check: Nothing was checked: no endpoint is known.", _errors.ToString().Trim());
    }

    private async Task<int> RunAsync(BudgetCheckReport report, string? endpoint = null, bool isJson = false)
    {
        string filter = endpoint is null ? string.Empty : $"&endpoint={Uri.EscapeDataString(endpoint)}";
        _silo!.Answers[$"/api/v1/budgets/check?from={From}&to={To}{filter}"] = JsonSerializer.Serialize(report, AlertingJsonContext.Default.BudgetCheckReport);
        using PipelineQueryClient client = new(_http!);
        BudgetCheck check = new(client, TimeProvider.System, _output, _errors);
        BudgetCheckQuestion question = new() { FromUnixMs = From, ToUnixMs = To, Endpoint = endpoint };
        return await check.RunAsync(question, TimeSpan.Zero, isJson, CancellationToken.None);
    }
}
