namespace Pipeline.Alerting;

/// <summary>Bounds of what is kept and taken.</summary>
public static class AlertingLimits
{
    /// <summary>Incidents kept, ended ones included; the oldest ended ones are forgotten first.</summary>
    public const int IncidentsMax = 2_000;

    /// <summary>Alerts kept of all incidents together; the oldest ended incidents are forgotten first.</summary>
    public const int AlertsMax = 10_000;

    /// <summary>Alerts of an incident.</summary>
    public const int AlertsPerIncidentMax = 1_000;

    /// <summary>Alerts of an incident that are shown with it.</summary>
    public const int AlertsShownMax = 50;

    /// <summary>Alerts of an incident that a message tells of.</summary>
    public const int AlertsToldMax = 10;

    /// <summary>Transitions kept for webhooks that lag.</summary>
    public const int NotificationsMax = 1_024;

    /// <summary>Names of endpoints and segments in the transitions that are kept, all together.</summary>
    public const int NamesToldMax = 100_000;

    public const int SilencesMax = 1_000;
    public const int WebhooksMax = 1_000;
    public const int BudgetsMax = 1_000;
    public const int NotesMax = 50;
    public const int NoteLengthMax = 2_000;
    public const int AuditMax = 1_000;

    /// <summary>Longest name of who changes something.</summary>
    public const int ByLengthMax = 64;
}
