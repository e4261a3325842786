using System.ComponentModel;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>A real Prometheus Alertmanager on free ports of the loopback, which groups by incident and tells a receiver.</summary>
internal sealed partial class AlertmanagerProcess : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly ToolProcess _process;
    private readonly HttpClient _http;

    private AlertmanagerProcess(TemporaryDirectory directory, ToolProcess process, Uri url)
    {
        _directory = directory;
        _process = process;
        Alerts = new Uri(url, "/api/v2/alerts");
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Where alerts are pushed.</summary>
    public Uri Alerts { get; }

    public string Output => _process.Output;

    /// <summary>Starts one that tells a URL of each group, at short intervals.</summary>
    public static async Task<AlertmanagerProcess> StartAsync(string receiverUrl)
    {
        TemporaryDirectory directory = new();
        string config = directory.File("alertmanager.yml");
        await File.WriteAllTextAsync(config, $"""
            route:
              receiver: chat
              group_by: [incident]
              group_wait: 1s
              group_interval: 1s
              repeat_interval: 1h
            receivers:
              - name: chat
                webhook_configs:
                  - url: {receiverUrl}
                    send_resolved: true
            """);
        ToolProcess process;
        try
        {
            process = ToolProcess.StartProgram(
                "prometheus-alertmanager",
                [$"--config.file={config}", $"--storage.path={directory.File("data")}", "--web.listen-address=127.0.0.1:0", "--cluster.listen-address="]);
        }
        catch (Win32Exception)
        {
            directory.Dispose();
            throw new InvalidOperationException(
                "prometheus-alertmanager is missing: install it (apt-get install prometheus-alertmanager) and put it on the PATH.");
        }
        string line = await process.WaitForLineAsync(text => text.Contains("Listening on", StringComparison.Ordinal), "Alertmanager to listen");
        return new AlertmanagerProcess(directory, process, new Uri("http://" + Address().Match(line).Value));
    }

    /// <summary>Its alerts, resolved ones left out as it does.</summary>
    public async Task<JsonArray> AlertsAsync() => JsonNode.Parse(await _http.GetStringAsync("/api/v2/alerts"))!.AsArray();

    /// <summary>Its groups.</summary>
    public async Task<JsonArray> GroupsAsync() => JsonNode.Parse(await _http.GetStringAsync("/api/v2/alerts/groups"))!.AsArray();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        _directory.Dispose();
    }

    [GeneratedRegex(@"127\.0\.0\.1:[0-9]+")]
    private static partial Regex Address();
}
