using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>Grains of budgets and webhooks of which nothing is asked but what was changed.</summary>
internal sealed class FakeDirectories : IBudgetGrain, IWebhookDirectoryGrain
{
    public List<AuditRecord> Budgets { get; } = [];

    public List<AuditRecord> Webhooks { get; } = [];

    /// <summary>How often either was asked.</summary>
    public int AskedCount { get; private set; }

    Task<Json<AuditPage>> IBudgetGrain.ListChangesAsync() => AnswerAsync(Budgets);

    Task<Json<AuditPage>> IWebhookDirectoryGrain.ListChangesAsync() => AnswerAsync(Webhooks);

    Task<Json<BudgetPage>?> IBudgetGrain.ListAsync(long? knownVersion) => throw new NotSupportedException();

    Task<ChangeAnswer<BudgetReport>> IBudgetGrain.PutAsync(Json<Budget> budget, string by, long? version) => throw new NotSupportedException();

    Task<ChangeAnswer<BudgetReport>> IBudgetGrain.DeleteAsync(string name, string by, long? version) => throw new NotSupportedException();

    Task IBudgetGrain.ReplaceFileAsync(Json<BudgetList>? budgets, string? fault) => throw new NotSupportedException();

    Task<Json<WebhookPage>> IWebhookDirectoryGrain.ListAsync() => throw new NotSupportedException();

    Task<Json<WebhookReport>?> IWebhookDirectoryGrain.GetAsync(string id) => throw new NotSupportedException();

    Task<Json<WebhookSubscription>?> IWebhookDirectoryGrain.GetSubscriptionAsync(string id) => throw new NotSupportedException();

    Task<Json<WebhookTargets>?> IWebhookDirectoryGrain.ListTargetsAsync(long? knownVersion) => throw new NotSupportedException();

    Task<ChangeAnswer<WebhookSecretReport>> IWebhookDirectoryGrain.CreateAsync(Json<WebhookRequest> request, string by) => throw new NotSupportedException();

    Task<ChangeAnswer<WebhookReport>> IWebhookDirectoryGrain.UpdateAsync(string id, Json<WebhookRequest> request, string by, long? version) =>
        throw new NotSupportedException();

    Task<ChangeAnswer<WebhookReport>> IWebhookDirectoryGrain.DeleteAsync(string id, string by, long? version) => throw new NotSupportedException();

    Task<ChangeAnswer<WebhookSecretReport>> IWebhookDirectoryGrain.RotateAsync(string id, string by, long? version) => throw new NotSupportedException();

    Task IWebhookDirectoryGrain.DisableAsync(string id, string reason) => throw new NotSupportedException();

    private Task<Json<AuditPage>> AnswerAsync(List<AuditRecord> changes)
    {
        AskedCount++;
        return Task.FromResult(Packed.Of(new AuditPage([.. changes], 9)));
    }
}
