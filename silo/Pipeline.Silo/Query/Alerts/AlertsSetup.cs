namespace Pipeline.Silo.Query.Alerts;

/// <summary>The part of the composition root that is about alerts, incidents, silences and the audit.</summary>
internal static class AlertsSetup
{
    /// <summary>Adds what it needs.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
    }

    /// <summary>Maps its paths.</summary>
    public static void Map(WebApplication app)
    {
    }
}
