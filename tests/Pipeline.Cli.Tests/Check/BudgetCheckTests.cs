using System.Text.Json;
using Pipeline.Cli.Check;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Tests.Check;

/// <summary>What <c>check</c> says of a silo's answer, and with what it exits.</summary>
public sealed class BudgetCheckTests : IAsyncLifetime
{
    // 2023-11-14 22:13:20 UTC.
    private const long From = 1_700_000_000_000;
    private const long To = From + 600_000;

    private readonly ScriptedSilo _silo = new();
    private readonly StringWriter _errors = new();

    public Task InitializeAsync() => _silo.InitializeAsync();

    public Task DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Run_NothingBroke_Exits0()
    {
        Assert.Equal(0, await RunAsync(new BudgetCheckReport(From, To, 2, [], []) { EndpointsSilent = ["/b"] }));
        Assert.Equal("No budget broke from 2023-11-14 22:13:20 UTC to 2023-11-14 22:23:20 UTC. Endpoints checked: 2.", _silo.Output.ToString().Trim());
    }

    [Fact]
    public async Task Run_NoEndpointFits_Exits3AndSaysSo()
    {
        Assert.Equal(3, await RunAsync(new BudgetCheckReport(From, To, 0, [], []), "/serach*"));
        Assert.Contains("Nothing was checked: no endpoint fits '/serach*'.", _silo.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NothingWasEverSent_Exits3AndSaysSo()
    {
        Assert.Equal(3, await RunAsync(new BudgetCheckReport(From, To, 0, [], [])));
        Assert.Contains("Nothing was checked: no endpoint is known.", _silo.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NothingWasSentSinceTheRangeBegan_Exits3AndSaysSo()
    {
        Assert.Equal(3, await RunAsync(new BudgetCheckReport(From, To, 2, [], []) { EndpointsSilent = ["/a", "/b"] }));
        Assert.Contains("Nothing was checked: no endpoint that is known had an event since 2023-11-14 22:13:20 UTC.", _silo.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AsJsonWithNothingChecked_KeepsTheAnswerByItself()
    {
        BudgetCheckReport report = new(From, To, 0, [], []);
        Assert.Equal(3, await RunAsync(report, isJson: true));
        Assert.Equal(JsonSerializer.Serialize(report, AlertingJsonContext.Default.BudgetCheckReport), _silo.Output.ToString().Trim());
        Assert.Equal("pipeline check: Nothing was checked: no endpoint is known.", _errors.ToString().Trim());
    }

    private async Task<int> RunAsync(BudgetCheckReport report, string? endpoint = null, bool isJson = false)
    {
        string filter = endpoint is null ? string.Empty : $"&endpoint={Uri.EscapeDataString(endpoint)}";
        _silo.Answer($"/api/v1/budgets/check?from={From}&to={To}{filter}", report, AlertingJsonContext.Default.BudgetCheckReport);
        BudgetCheck check = new(_silo.Client, TimeProvider.System, _silo.Output, _errors);
        BudgetCheckQuestion question = new() { FromUnixMs = From, ToUnixMs = To, Endpoint = endpoint };
        return await check.RunAsync(question, TimeSpan.Zero, isJson, CancellationToken.None);
    }
}
