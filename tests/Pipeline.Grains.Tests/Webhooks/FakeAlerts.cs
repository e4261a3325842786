using System.Collections.Concurrent;
using Pipeline.Grains.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>Alerts that note what webhooks tell them.</summary>
internal sealed class FakeAlerts : IWebhookAlerts
{
    public ConcurrentQueue<FindingsUpdate> Updates { get; } = new();

    /// <summary>What goes on; null for alerts that do not answer.</summary>
    public IReadOnlyList<IncidentReport>? Open { get; set; }

    public long NextNumber { get; set; } = 1;

    public Task<long> ReportAsync(FindingsUpdate update)
    {
        Updates.Enqueue(update);
        return Task.FromResult(update.Revision);
    }

    public Task<IReadOnlyList<IncidentReport>> ListOpenIncidentsAsync() =>
        Open is { } open ? Task.FromResult(open) : Task.FromException<IReadOnlyList<IncidentReport>>(new InvalidOperationException("They do not answer."));

    public Task<long> GetNextNumberAsync() => Task.FromResult(NextNumber);
}
