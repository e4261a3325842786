using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Pipeline.Client.Queries;
using Pipeline.EndToEnd.Tests.Budgets;
using Pipeline.EndToEnd.Tests.Webhooks;
using Pipeline.Protocol.Alerting;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>A silo with one webhook, whose data outlives it, and traffic in event time that makes incidents at once.</summary>
/// <remarks>Windows close by the time of events, which lie within the last minutes: so findings are live, and no test waits for the clock.</remarks>
internal sealed class AlertScene : IAsyncDisposable
{
    private const int CallsIll = 400;

    /// <summary>Only a hang takes so long, on a busy machine too.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private static readonly (string Path, string Value)[] s_settings =
    [
        .. BudgetDriver.Settings,
        ("Pipeline:Webhooks:AllowedNetworks:0", "127.0.0.0/8"),
        ("Pipeline:Webhooks:SnapshotInterval", "00:00:00.5"),
        ("Pipeline:Alerts:TicketPending", "00:00:00"),
        ("Pipeline:Alerts:ResolveAfter", "00:00:01"),
        ("Pipeline:Alerts:SnapshotInterval", "00:00:00.5"),
        ("Pipeline:Detection:WatchesRate", "false"),
    ];

    private readonly TemporaryDirectory _directory = new();

    private AlertScene()
    {
    }

    public SiloProcess Silo { get; private set; } = null!;

    public CollectingTarget Target { get; } = new();

    public string WebhookId { get; private set; } = string.Empty;

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private string DataDirectory => _directory.File("data");

    public static async Task<AlertScene> StartAsync()
    {
        AlertScene scene = new();
        await scene.ComeBackAsync();
        await BudgetDriver.AwaitBudgetsAsync(scene.Silo);
        using PipelineQueryClient client = new(scene.Silo.Http);
        scene.WebhookId = (await client.CreateWebhookAsync(new WebhookRequest("scene", scene.Target.Url, null, null, null, null))).Webhook.Id;
        return scene;
    }

    /// <summary>Starts the silo over the data that the one before has left.</summary>
    public async Task ComeBackAsync() => Silo = await SiloProcess.StartAsync(DataDirectory, s_settings);

    public async Task KillAsync()
    {
        await Silo.KillAsync();
        await Silo.DisposeAsync();
    }

    public async Task StopAsync()
    {
        Assert.Equal(0, await Silo.StopAsync());
        await Silo.DisposeAsync();
    }

    /// <summary>Takes the snapshots out of the stopped silo's log, and answers how many there were.</summary>
    public int DeleteSnapshots()
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(DataDirectory, "events.db")};Mode=ReadWrite;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DELETE FROM snapshots";
        return command.ExecuteNonQuery();
    }

    /// <summary>Has a function of an endpoint called too often, three minutes to two minutes ago.</summary>
    public Task FallIllAsync(string endpoint) => SendAsync(endpoint, Now - 180_000, 60, CallsIll);

    /// <summary>The same endpoint as usual since.</summary>
    public Task RecoverAsync(string endpoint) => SendAsync(endpoint, Now - 110_000, 100, 3);

    /// <summary>Events of an endpoint, one a second, each with so many calls of its function.</summary>
    public Task SendAsync(string endpoint, long from, int seconds, int calls)
    {
        StringBuilder lines = new();
        for (int second = 0; second < seconds; second++)
        {
            lines.Append(
                CultureInfo.InvariantCulture,
                $$$"""{"time":{{{from + (second * 1_000L)}}},"endpoint":"{{{endpoint}}}","segment":"premium","duration_ms":20,"operations":{"step{{{endpoint}}}":{"count":{{{calls}}},"ms":9} } }""");
            lines.Append('\n');
        }

        return Silo.PostAsync(lines.ToString());
    }

    /// <summary>An endpoint's past with an explosion in it.</summary>
    public async Task SendPastAsync(string endpoint, long from)
    {
        await SendAsync(endpoint, from, 600, 3);
        await SendAsync(endpoint, from + 600_000, 600, CallsIll);
    }

    /// <summary>The one incident of an endpoint, once it is as awaited.</summary>
    public async Task<IncidentReport> IncidentAsync(string endpoint, Func<IncidentReport, bool> isAwaited) =>
        Assert.Single(await IncidentsAsync(endpoint, isAwaited));

    /// <summary>The incidents of an endpoint, once there are some and all are as awaited.</summary>
    public async Task<IReadOnlyList<IncidentReport>> IncidentsAsync(string endpoint, Func<IncidentReport, bool> isAwaited)
    {
        using PipelineQueryClient client = new(Silo.Http);
        using CancellationTokenSource deadline = new(s_patience);
        while (true)
        {
            IReadOnlyList<IncidentReport> incidents = (await client.ListIncidentsAsync(new AlertQuestion { Endpoint = endpoint })).Incidents;
            if (incidents.Count > 0 && incidents.All(isAwaited))
                return incidents;
            Assert.False(deadline.IsCancellationRequested, $"{endpoint}: {string.Join(", ", incidents)}");
        }
    }

    /// <summary>Everything that the target was sent, once it is as awaited.</summary>
    public async Task<IReadOnlyList<Told>> ToldAsync(Func<IReadOnlyList<Told>, bool> isAwaited)
    {
        using CancellationTokenSource deadline = new(s_patience);
        while (true)
        {
            IReadOnlyList<Told> told = [.. Target.All.Select(static received => new Told(received.Id, JsonNode.Parse(received.Body)!))];
            if (isAwaited(told))
                return told;
            Assert.False(deadline.IsCancellationRequested, string.Join('\n', told));
            await Target.AwaitNextAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await Target.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>A message about one incident.</summary>
    internal sealed record Told(string Id, JsonNode Body)
    {
        public string Type => (string)Body["type"]!;

        public string Incident => (string)Body["data"]!["id"]!;

        public long Number => (long)Body["data"]!["number"]!;

        public string State => (string)Body["data"]!["state"]!;

        public bool IsDelayed => (bool?)Body["data"]!["delayed"] ?? false;

        public IReadOnlyList<string> Endpoints => [.. Body["data"]!["endpoints"]!.AsArray().Select(static name => (string)name!)];
    }
}
