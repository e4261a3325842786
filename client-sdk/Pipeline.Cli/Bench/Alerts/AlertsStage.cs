using System.Net;
using System.Text;
using Pipeline.Client.Queries;
using Pipeline.Client.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>A silo in its own process that may send to this machine, and what the parts of the bench ask of it.</summary>
internal sealed class AlertsStage : IAsyncDisposable
{
    private static readonly TimeSpan s_pollPeriod = TimeSpan.FromMilliseconds(200);

    private readonly string _siloPath;
    private readonly string _dataDirectory;
    private readonly IReadOnlyList<(string Path, string Value)> _settings;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private SiloProcess? _silo;

    private AlertsStage(string siloPath, string dataDirectory, IReadOnlyList<(string Path, string Value)> settings)
    {
        _siloPath = siloPath;
        _dataDirectory = dataDirectory;
        _settings = settings;
    }

    public PipelineQueryClient Client { get; private set; } = null!;

    public Uri Address => _silo?.Address ?? throw new HttpRequestException("the silo is gone");

    public static async Task<AlertsStage> StartAsync(
        string siloPath, string dataDirectory, CancellationToken cancellationToken, params IReadOnlyList<(string Path, string Value)> settings)
    {
        AlertsStage stage = new(siloPath, dataDirectory, [("Pipeline:Webhooks:AllowedNetworks:0", "127.0.0.0/8"), .. settings]);
        await stage.ComeBackAsync(cancellationToken);
        return stage;
    }

    /// <summary>Ends the silo as a failing machine would.</summary>
    public async Task KillAsync()
    {
        _silo!.Kill();
        await LeaveAsync();
    }

    /// <summary>Ends it as a service manager would.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _silo!.StopAsync(cancellationToken);
        await LeaveAsync();
    }

    /// <summary>Starts it over the data that it left.</summary>
    public async Task ComeBackAsync(CancellationToken cancellationToken)
    {
        _silo = await SiloProcess.StartAsync(_siloPath, _dataDirectory, _http, cancellationToken, settings: _settings);
        Client = new PipelineQueryClient(_silo.Address, new PipelineQueryOptions { User = "bench" });
    }

    /// <summary>Has a target told of everything, and the target verify it.</summary>
    public async Task<string> SubscribeAsync(BenchTarget target, string name, CancellationToken cancellationToken)
    {
        WebhookRequest request = new(name, target.Url, null, null, null, null);
        WebhookSecretReport made = await Client.CreateWebhookAsync(request, cancellationToken);
        target.Verifier = new WebhookVerifier(made.Secret);
        return made.Webhook.Id;
    }

    /// <summary>Has an event with more than a hundred calls of one function page somebody.</summary>
    public Task PageForCallsAsync(CancellationToken cancellationToken) => Client.PutBudgetAsync(
        new Budget("calls-per-event", BudgetMetric.OperationCalls, BudgetScope.WorstEvent, 100, Severity: AlertSeverity.Page), cancellationToken: cancellationToken);

    /// <summary>Sends lines until the silo has them.</summary>
    /// <exception cref="BenchException">It refuses them.</exception>
    /// <exception cref="HttpRequestException">It is gone.</exception>
    public async Task PostAsync(string lines, CancellationToken cancellationToken)
    {
        while (true)
        {
            using StringContent content = new(lines, Encoding.UTF8, "application/x-ndjson");
            using HttpResponseMessage response = await _http.PostAsync(new Uri(Address, "/v1/events"), content, cancellationToken);
            if (response.IsSuccessStatusCode)
                return;
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                throw new BenchException($"the silo refused events: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            await Task.Delay(s_pollPeriod, cancellationToken);
        }
    }

    /// <summary>Incidents, those of one page at most.</summary>
    public async Task<IReadOnlyList<IncidentReport>> IncidentsAsync(bool isHistoric, CancellationToken cancellationToken) =>
        (await Client.ListIncidentsAsync(new AlertQuestion { IsHistoric = isHistoric, PageSize = 1_000 }, cancellationToken: cancellationToken)).Incidents;

    /// <summary>Asks again and again until it is so.</summary>
    /// <exception cref="BenchException">It did not become so in time.</exception>
    public static async Task UntilAsync(string what, TimeSpan patience, Func<Task<bool>> isSo, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            while (!await isSo())
                await Task.Delay(s_pollPeriod, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"{what}: not within {patience.TotalSeconds:0} s");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
            await LeaveAsync();
        _http.Dispose();
    }

    private async Task LeaveAsync()
    {
        Client?.Dispose();
        await _silo!.DisposeAsync();
        _silo = null;
    }
}
