using System.Diagnostics.CodeAnalysis;
using Pipeline.Alerting.Incidents;
using Pipeline.Core.Packing;

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

    /// <summary>Reads what <see cref="WriteSnapshot"/> wrote; false if the bytes are none of a version that this program knows.</summary>
    public static bool TryReadSnapshot(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out AlertBook? book)
    {
        book = null;
        AlertBookSnapshot? snapshot = JsonBytes.Read(bytes, AlertStreamJsonContext.Default.AlertBookSnapshot);
        if (snapshot?.Version != AlertBookSnapshot.CurrentVersion)
            return false;
        book = new AlertBook
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
        book._notifications.AddRange(snapshot.Notifications);
        book.NextDueUnixMs = book.FindNextDue();
        return true;
    }

    private void Add(Incident incident)
    {
        _incidents.Add(incident);
        // Of several alerts of one finding the later one follows it.
        foreach (Alert alert in incident.Alerts)
        {
            foreach (string former in alert.Former)
                _byFinding[former] = alert;
            _byFinding[alert.Finding.Id] = alert;
        }
    }
}
