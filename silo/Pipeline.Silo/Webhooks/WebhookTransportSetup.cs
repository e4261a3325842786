using Pipeline.Grains.Webhooks;

namespace Pipeline.Silo.Webhooks;

/// <summary>The part of the composition root that is about sending to webhooks.</summary>
internal static class WebhookTransportSetup
{
    /// <summary>Adds what it needs.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        SiloApplication.AddOptions<WebhookTransportOptions, WebhookTransportOptionsValidator>(builder, WebhookTransportOptions.Section);
        builder.Services.AddSingleton<INameResolver, SystemNameResolver>();
        builder.Services.AddSingleton<IWebhookTransport, HttpWebhookTransport>();
    }
}
