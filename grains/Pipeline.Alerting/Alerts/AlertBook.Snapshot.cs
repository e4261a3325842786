using Pipeline.Alerting.Incidents;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>The book as bytes.</summary>
public sealed partial class AlertBook
{
    /// <summary>Packs it; equal books give equal bytes.</summary>
    public byte[] WriteSnapshot() => JsonBytes.Write(
        new AlertBookSnapshot(
            AlertBookSnapshot.CurrentVersion,
            NowUnixMs,
            _resumedUnixMs,
            _lastNumber,
            FindingsLeftOut,
            Timing,
            _marks,
            [.. _incidents.Select(IncidentSnapshot.Of)],
            _silences,
            _audit,
            _notifications),
        AlertStreamJsonContext.Default.AlertBookSnapshot);

    /// <summary>An entry as bytes: its JSON.</summary>
    public static byte[] Write(AlertEntry entry) => JsonBytes.Write(entry, AlertStreamJsonContext.Default.AlertEntry);

    /// <summary>Reads what <see cref="Write"/> wrote; null if the bytes are none of a version that this program knows.</summary>
    public static AlertEntry? Read(ReadOnlySpan<byte> bytes) =>
        JsonBytes.Read(bytes, AlertStreamJsonContext.Default.AlertEntry) is { Version: AlertEntry.CurrentVersion } entry ? entry : null;

    /// <summary>Reads what <see cref="WriteSnapshot"/> wrote; null if the bytes are none of a version that this program knows.</summary>
    public static AlertBook? ReadSnapshot(ReadOnlySpan<byte> bytes)
    {
        if (JsonBytes.Read(bytes, AlertStreamJsonContext.Default.AlertBookSnapshot) is not { Version: AlertBookSnapshot.CurrentVersion } snapshot)
            return null;
        AlertBook book = new()
        {
            NowUnixMs = snapshot.Now,
            _resumedUnixMs = snapshot.Resumed,
            _lastNumber = snapshot.LastNumber,
            FindingsLeftOut = snapshot.FindingsLeftOut,
            Timing = snapshot.Timing,
        };
        foreach ((string reporter, long mark) in snapshot.Marks)
            book._marks.Add(reporter, mark);
        foreach (IncidentSnapshot incident in snapshot.Incidents)
            book.Add(incident.ToIncident());
        book._silences.AddRange(snapshot.Silences);
        book._audit.AddRange(snapshot.Audit);
        foreach (Notification notification in snapshot.Notifications)
            book.Add(notification);
        return book;
    }

    private void Add(Incident incident)
    {
        _incidents.Add(incident);
        _alertCount += incident.Alerts.Count;
        // Of several alerts of one finding the later one follows it.
        foreach (Alert alert in incident.Alerts)
        {
            foreach (string former in alert.Former)
                _byFinding[former] = alert;
            _byFinding[alert.Finding.Id] = alert;
        }
    }
}
