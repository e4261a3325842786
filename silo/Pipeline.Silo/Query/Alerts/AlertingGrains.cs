using Pipeline.Grains.Abstractions.Alerting;

namespace Pipeline.Silo.Query.Alerts;

/// <summary>The grains that answer about alerts, and about who has changed what; each is looked up when it is asked.</summary>
/// <param name="Alerts">Alerts, incidents and silences.</param>
/// <param name="Budgets">Budgets.</param>
/// <param name="Webhooks">Webhooks.</param>
internal sealed record AlertingGrains(Func<IAlertGrain> Alerts, Func<IBudgetGrain> Budgets, Func<IWebhookDirectoryGrain> Webhooks)
{
    public static AlertingGrains Of(IGrainFactory grains) => new(
        () => grains.GetGrain<IAlertGrain>(IAlertGrain.Key),
        () => grains.GetGrain<IBudgetGrain>(IBudgetGrain.Key),
        () => grains.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key));
}
