using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>An Alertmanager as a webhook of a silo with an incident of two endpoints that goes on for minutes and is then over.</summary>
internal sealed partial class AlertmanagerRun(AlertsBenchOptions options, string dataDirectory, TextWriter output) : IAsyncDisposable
{
    private const string Operation = "json.dumps";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_minuteSeven = TimeSpan.FromMinutes(7);

    private readonly HttpClient _http = new();
    private readonly BenchTarget _chat = new();
    private ProgramProcess? _program;
    private Uri _alerts = new("http://127.0.0.1/");

    public async Task<AlertmanagerResult> RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        await using AlertsStage stage = await AlertsStage.StartAsync(options.SiloPath, Path.Combine(dataDirectory, "silo"), cancellationToken);
        await stage.PageForCallsAsync(cancellationToken);
        await stage.Client.CreateWebhookAsync(
            new WebhookRequest("alertmanager", _alerts.ToString(), WebhookPayload.Alertmanager, null, null, null), cancellationToken);
        AlertTraffic traffic = new(stage, 2, static _ => Operation);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = traffic.RunAsync(stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);

        long ill = Stopwatch.GetTimestamp();
        traffic.FallIll(0);
        traffic.FallIll(1);
        await AlertsStage.UntilAsync("both alerts at Alertmanager", s_patience, async () => await ActiveAsync(cancellationToken) == 2, cancellationToken);
        TimeSpan received = Stopwatch.GetElapsedTime(ill);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"alertmanager: both endpoints are active after {received.TotalSeconds:0.0} s"));
        int questions = 0;
        int gaps = 0;
        bool? atMinuteSeven = null;
        while (Stopwatch.GetElapsedTime(ill) < options.AlertmanagerIncident)
        {
            await Task.Delay(s_period, cancellationToken);
            bool isActive = await ActiveAsync(cancellationToken) == 2;
            questions++;
            gaps += isActive ? 0 : 1;
            if (Stopwatch.GetElapsedTime(ill) >= s_minuteSeven)
                atMinuteSeven ??= isActive;
        }

        (int groups, int endpoints) = await GroupsAsync(cancellationToken);
        await output.WriteLineAsync($"alertmanager: {questions} questions, {gaps} gaps, {groups} group of {endpoints} endpoints; all is as usual again");
        traffic.Recover(0);
        traffic.Recover(1);
        await AlertsStage.UntilAsync(
            "the incident's end",
            s_patience,
            async () => (await stage.IncidentsAsync(isHistoric: false, cancellationToken)).All(static incident => incident.State == IncidentState.Resolved),
            cancellationToken);
        TimeSpan kept = Stopwatch.GetElapsedTime(ill) - received;
        long over = Stopwatch.GetTimestamp();
        await AlertsStage.UntilAsync(
            "the end at Alertmanager", s_patience, async () => await ActiveAsync(cancellationToken) == 0 && Told().ContainsKey("resolved"), cancellationToken);
        TimeSpan resolved = Stopwatch.GetElapsedTime(over);
        await stop.CancelAsync();
        await sending;
        IReadOnlyDictionary<string, double> metrics = await SiloQueries.ReadMetricsAsync(_http, stage.Address, cancellationToken);
        await stage.StopAsync(cancellationToken);
        return new AlertmanagerResult
        {
            Version = await VersionAsync(cancellationToken),
            ReceivedSeconds = received.TotalSeconds,
            Groups = groups,
            EndpointsInGroup = endpoints,
            KeptSeconds = kept.TotalSeconds,
            Questions = questions,
            Gaps = gaps,
            ActiveAtMinuteSeven = atMinuteSeven ?? false,
            ResolvedSeconds = resolved.TotalSeconds,
            Told = Told(),
            Pushes = metrics.GetValueOrDefault("pipeline_webhooks_attempts_total"),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        _http.Dispose();
        await _chat.DisposeAsync();
    }

    [GeneratedRegex(@"Listening on.*?127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningPattern();

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataDirectory);
        string config = Path.Combine(dataDirectory, "alertmanager.yml");
        await File.WriteAllTextAsync(config, $"""
            route:
              receiver: chat
              group_by: [incident]
              group_wait: 5s
              group_interval: 10s
              repeat_interval: 1h
            receivers:
              - name: chat
                webhook_configs:
                  - url: {_chat.Url}
                    send_resolved: true
            """, cancellationToken);
        string[] arguments =
        [
            $"--config.file={config}", $"--storage.path={Path.Combine(dataDirectory, "alertmanager")}", "--web.listen-address=127.0.0.1:0", "--cluster.listen-address=",
        ];
        try
        {
            ProcessStartInfo start = new(options.AlertmanagerPath, arguments);
            _program = ProgramProcess.Start("Alertmanager", start, ListeningPattern(), static message => new BenchException(message));
        }
        catch (Win32Exception exception)
        {
            throw new BenchException($"{options.AlertmanagerPath}: {exception.Message}; Debian has it in prometheus-alertmanager");
        }

        string port = await _program.AwaitReadyAsync(cancellationToken).WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
        _alerts = new Uri($"http://127.0.0.1:{port}/api/v2/alerts");
    }

    /// <summary>Endpoints that have an active alert there.</summary>
    private async Task<int> ActiveAsync(CancellationToken cancellationToken)
    {
        using JsonDocument alerts = await GetAsync(_alerts, cancellationToken);
        return alerts.RootElement.EnumerateArray()
            .Where(static alert => alert.GetProperty("status").GetProperty("state").GetString() == "active")
            .Select(static alert => alert.GetProperty("labels").GetProperty("endpoint").GetString())
            .Distinct()
            .Count();
    }

    private async Task<(int Groups, int Endpoints)> GroupsAsync(CancellationToken cancellationToken)
    {
        using JsonDocument groups = await GetAsync(new Uri(_alerts, "alerts/groups"), cancellationToken);
        int endpoints = groups.RootElement.EnumerateArray().Max(static group =>
            group.GetProperty("alerts").EnumerateArray().Select(static alert => alert.GetProperty("labels").GetProperty("endpoint").GetString()).Distinct().Count());
        return (groups.RootElement.GetArrayLength(), endpoints);
    }

    private async Task<string> VersionAsync(CancellationToken cancellationToken)
    {
        using JsonDocument status = await GetAsync(new Uri(_alerts, "status"), cancellationToken);
        return status.RootElement.GetProperty("versionInfo").GetProperty("version").GetString() ?? string.Empty;
    }

    private async Task<JsonDocument> GetAsync(Uri url, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await _http.GetStringAsync(url, cancellationToken));

    private Dictionary<string, int> Told() =>
        _chat.Messages.CountBy(static message => message.Body.GetProperty("status").GetString() ?? string.Empty).ToDictionary(StringComparer.Ordinal);
}
