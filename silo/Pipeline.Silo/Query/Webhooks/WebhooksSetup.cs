using Pipeline.Silo.Webhooks;

namespace Pipeline.Silo.Query.Webhooks;

/// <summary>The part of the composition root that is about webhooks.</summary>
internal static class WebhooksSetup
{
    /// <summary>Adds what it needs.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        WebhookTransportSetup.Add(builder);
    }

    /// <summary>Maps its paths.</summary>
    public static void Map(WebApplication app)
    {
    }
}
