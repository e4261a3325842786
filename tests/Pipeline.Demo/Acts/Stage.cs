using System.Net;
using System.Net.Http.Json;
using Pipeline.Client.Queries;
using Pipeline.Demo.Load;
using Pipeline.Demo.Processes;
using Pipeline.Demo.Receiving;
using Pipeline.Demo.Telling;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Demo.Acts;

/// <summary>What an act plays on: a silo with an empty log, the shop, users, and a receiver that is subscribed. Ends all of it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    private readonly ITeller _teller;
    private readonly DirectoryInfo _folder;
    private readonly bool _keepsFiles;
    private readonly CancellationTokenSource _loadStop = new();
    private ServiceProcess? _silo;
    private ServiceProcess? _shop;
    private HttpClient? _siloHttp;
    private HttpClient? _shopHttp;
    private Task _load = Task.CompletedTask;

    private Stage(DemoOptions options, ITeller teller)
    {
        _teller = teller;
        _keepsFiles = options.KeepsFiles;
        _folder = Directory.CreateTempSubdirectory("pipeline-demo-");
    }

    /// <summary>Asks the silo.</summary>
    public PipelineQueryClient Silo { get; private set; } = null!;

    /// <summary>The silo's HTTP, for what the query client does not ask.</summary>
    public HttpClient SiloHttp => _siloHttp!;

    public WebhookReceiver Receiver { get; private set; } = null!;

    public LoadGenerator Load { get; private set; } = null!;

    /// <summary>Why there is no subscription; null if there is one.</summary>
    public string? SubscriptionFault { get; private set; }

    /// <param name="options">What was asked for.</param>
    /// <param name="pace">The silo's settings.</param>
    /// <param name="version">The shop's version.</param>
    /// <param name="ratePerSecond">Arrivals at first.</param>
    /// <param name="teller">Told of what is started.</param>
    /// <param name="cancellationToken">Gives up; what was started is ended.</param>
    public static async Task<Stage> SetAsync(
        DemoOptions options, Pace pace, string version, double ratePerSecond, ITeller teller, CancellationToken cancellationToken)
    {
        Stage stage = new(options, teller);
        try
        {
            await stage.StartAsync(options, pace, version, ratePerSecond, cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts another version of the shop into place; it answers the next request.</summary>
    public async Task DeployAsync(string version, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _shopHttp!.PostAsJsonAsync(new Uri("/control/version", UriKind.Relative), new { version }, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new DemoException($"the shop did not take version {version}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>All incidents that somebody was or is to be told of; null where the silo knows none.</summary>
    public async Task<IReadOnlyList<IncidentReport>?> ListIncidentsAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SiloHttp.GetAsync(new Uri("/api/v1/incidents?limit=100", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        IncidentPage? page = await response.Content.ReadFromJsonAsync(AlertingJsonContext.Default.IncidentPage, cancellationToken);
        return [.. page!.Incidents.Where(static incident => incident.State is not (IncidentState.Historic or IncidentState.Pending))];
    }

    /// <summary>Says so if a process has ended by itself.</summary>
    /// <exception cref="DemoException">One has.</exception>
    public void RequireRunning()
    {
        if (_silo!.HasExited)
            throw new DemoException($"the silo has ended; its last lines:\n{_silo.LastLines}");
        if (_shop!.HasExited)
            throw new DemoException($"the shop has ended; its last lines:\n{_shop.LastLines}");
    }

    public async ValueTask DisposeAsync()
    {
        await _loadStop.CancelAsync();
        await _load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_shop is not null)
            await _shop.DisposeAsync();
        if (_silo is not null)
            await _silo.DisposeAsync();
        if (Receiver is not null)
            await Receiver.DisposeAsync();
        Silo?.Dispose();
        _siloHttp?.Dispose();
        _shopHttp?.Dispose();
        _loadStop.Dispose();
        if (_keepsFiles)
            _teller.Say($"The silo's data and the shop's database stay in {_folder.FullName}");
        else
            _folder.Delete(recursive: true);
    }

    private async Task StartAsync(DemoOptions options, Pace pace, string version, double ratePerSecond, CancellationToken cancellationToken)
    {
        string data = Path.Combine(_folder.FullName, "data");
        _silo = await ServiceProcess.StartAsync(
            "the silo",
            ProgramPaths.Silo,
            ["up", "--port", "0", "--data", data],
            [.. pace.Settings, ("Pipeline:Webhooks:AllowedNetworks:0", "127.0.0.0/8")],
            cancellationToken);
        _siloHttp = new HttpClient { BaseAddress = _silo.Address, Timeout = AnswerMax };
        Silo = new PipelineQueryClient(_siloHttp);
        _shop = await ServiceProcess.StartAsync(
            "the shop",
            ProgramPaths.Shop,
            [],
            [
                ("Urls", "http://127.0.0.1:0"), ("Database", Path.Combine(_folder.FullName, "shop.db")), ("Version", version),
                ("Pipeline:Delivery:Endpoints:0", _silo.Address.ToString()),
            ],
            cancellationToken);
        _shopHttp = new HttpClient { BaseAddress = _shop.Address, Timeout = AnswerMax };
        Receiver = await WebhookReceiver.StartAsync(TimeProvider.System, cancellationToken);
        Receiver.Received = message => _teller.Message($"message {message.Type} {message.Id}, signature verified", message.Sentence, ReadableJson.Of(message.Body));
        await SubscribeAsync(cancellationToken);
        _teller.Say($"silo {_silo.Address.Authority}, shop {_shop.Address.Authority} with version {version}, receiver {Receiver.Url.Authority}");
        Load = new LoadGenerator(_shopHttp, options.Seed, TimeProvider.System);
        Load.SetRate(ratePerSecond);
        _load = Load.RunAsync(_loadStop.Token);
    }

    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        WebhookRequest webhook = new("demo", Receiver.Url.ToString(), WebhookPayload.Pipeline, null, null, null);
        using HttpResponseMessage response = await SiloHttp.PostAsJsonAsync(
            new Uri("/api/v1/webhooks", UriKind.Relative), webhook, AlertingJsonContext.Default.WebhookRequest, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Created)
        {
            SubscriptionFault = $"POST /api/v1/webhooks answered {(int)response.StatusCode}";
            return;
        }

        WebhookSecretReport? made = await response.Content.ReadFromJsonAsync(AlertingJsonContext.Default.WebhookSecretReport, cancellationToken);
        Receiver.SetSecret(made!.Secret);
    }
}
