using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>What webhooks need of the alerts: the boundary between the two.</summary>
public interface IWebhookAlerts
{
    /// <summary>Tells of a target that takes nothing, so that others are told.</summary>
    /// <returns>The revision up to which that is durable.</returns>
    Task<long> ReportAsync(FindingsUpdate update);

    /// <summary>All incidents that are open and were told, as they are now.</summary>
    Task<IReadOnlyList<IncidentReport>> ListOpenIncidentsAsync();

    /// <summary>The number that the next transition will have.</summary>
    Task<long> GetNextNumberAsync();
}
