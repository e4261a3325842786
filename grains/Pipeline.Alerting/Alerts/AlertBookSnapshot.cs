using Pipeline.Alerting.Incidents;
using Pipeline.Alerting.Silences;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>A book as it is stored.</summary>
/// <param name="Version">Of the format: <see cref="CurrentVersion"/>.</param>
internal sealed record AlertBookSnapshot(
    int Version,
    long Now,
    long Resumed,
    long LastNumber,
    long FindingsLeftOut,
    AlertTiming Timing,
    IReadOnlyDictionary<string, long> Marks,
    IReadOnlyList<IncidentSnapshot> Incidents,
    IReadOnlyList<Silence> Silences,
    IReadOnlyList<AuditRecord> Audit,
    IReadOnlyList<Notification> Notifications)
{
    public const int CurrentVersion = 1;
}
