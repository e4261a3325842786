using Pipeline.Grains.Webhooks;
using Pipeline.Silo.OpenApi;
using Pipeline.Silo.OpenApi.Routes;
using Pipeline.Silo.Webhooks;

namespace Pipeline.Silo.Query.Webhooks;

/// <summary>The part of the composition root that is about webhooks.</summary>
internal static class WebhooksSetup
{
    /// <summary>Adds what it needs.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        WebhookTransportSetup.Add(builder);
        SiloApplication.AddOptions<WebhookGrainOptions, WebhookGrainOptionsValidator>(builder, WebhookGrainOptions.Section);
        builder.Services.AddSingleton<WebhookInstruments>();
        builder.Services.AddSingleton<IWebhookAlerts, WebhookAlerts>();
        builder.Services.AddSingleton<IPublicUrl, PublicUrl>();
        builder.Services.AddSingleton<WebhooksApi>();
        builder.Services.AddSingleton<WebhookDeliveriesApi>();
    }

    /// <summary>Maps its paths.</summary>
    public static void Map(WebApplication app)
    {
        WebhooksApi webhooks = app.Services.GetRequiredService<WebhooksApi>();
        WebhookDeliveriesApi deliveries = app.Services.GetRequiredService<WebhookDeliveriesApi>();
        const string one = WebhooksApi.Path + "/{id}";

        app.MapGet(WebhooksApi.Path, (Delegate)webhooks.ListAsync).Describe(WebhookRoutes.List);
        app.MapPost(WebhooksApi.Path, (Delegate)webhooks.CreateAsync).Describe(WebhookRoutes.Create);
        app.MapGet(one, (Delegate)webhooks.GetAsync).Describe(WebhookRoutes.Get);
        app.MapPut(one, (Delegate)webhooks.UpdateAsync).Describe(WebhookRoutes.Update);
        app.MapDelete(one, (Delegate)webhooks.DeleteAsync).Describe(WebhookRoutes.Delete);
        app.MapPost(one + WebhooksApi.RotateSuffix, (Delegate)webhooks.RotateAsync).Describe(WebhookRoutes.Rotate);
        app.MapPost(one + WebhookDeliveriesApi.TestSuffix, (Delegate)deliveries.TestAsync).Describe(WebhookRoutes.Test);
        app.MapPost(one + WebhookDeliveriesApi.ReplaySuffix, (Delegate)deliveries.ReplayAsync).Describe(WebhookRoutes.Replay);
        app.MapGet(one + WebhookDeliveriesApi.Suffix, (Delegate)deliveries.ListAsync).Describe(WebhookRoutes.ListDeliveries);
    }
}
