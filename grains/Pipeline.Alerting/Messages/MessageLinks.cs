namespace Pipeline.Alerting.Messages;

/// <summary>The absolute URLs of what messages speak of.</summary>
internal static class MessageLinks
{
    /// <summary>All incidents.</summary>
    public static string Incidents(string baseUrl) => $"{baseUrl.TrimEnd('/')}/api/v1/incidents";

    /// <summary>One incident.</summary>
    public static string Incident(string baseUrl, string id) => $"{Incidents(baseUrl)}/{Uri.EscapeDataString(id)}";

    /// <summary>A path and query of the API.</summary>
    public static string Query(string baseUrl, string pathAndQuery) => $"{baseUrl.TrimEnd('/')}/{pathAndQuery.TrimStart('/')}";
}
