using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>The alerts of the installation, as webhooks need them.</summary>
public sealed class WebhookAlerts(IGrainFactory grains) : IWebhookAlerts
{
    private IAlertGrain Alerts => grains.GetGrain<IAlertGrain>(IAlertGrain.Key);

    public Task<long> ReportAsync(FindingsUpdate update) => Alerts.ReportAsync(Packed.Of(update));

    public async Task<IReadOnlyList<IncidentReport>> ListOpenIncidentsAsync() => (await Alerts.ListOpenIncidentsAsync()).Read().Incidents;

    public Task<long> GetNextNumberAsync() => Alerts.GetNextNumberAsync();
}
