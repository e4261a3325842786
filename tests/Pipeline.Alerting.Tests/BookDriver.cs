using Pipeline.Alerting.Alerts;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests;

/// <summary>Drives a book as the grain does: every entry has a time, and time that is due comes as an entry of its own.</summary>
internal sealed class BookDriver
{
    private long _revision;

    public AlertBook Book { get; private set; } = new();

    /// <summary>Every entry so far, for replays.</summary>
    public List<AlertEntry> Entries { get; } = [];

    public long Now { get; private set; } = 1_800_000_000_000;

    public IReadOnlyList<NotificationType> Told => [.. Book.Notifications.Select(notification => notification.Type)];

    public Notification LastTold => Book.Notifications[^1];

    public IncidentReport TheIncident => Assert.Single(Incidents());

    public IReadOnlyList<IncidentReport> Incidents(bool? isOpen = null) =>
        Book.ListIncidents(new AlertQuery(null, null, null, isOpen, null, null, null, null, 1_000, null), Now).Incidents;

    public void Report(params Finding[] findings) => Apply(Entry() with { Findings = [new FindingsUpdate("endpoint//x", ++_revision, findings)] });

    public void Apply(AlertEntry entry)
    {
        Entries.Add(entry);
        Book.Apply(entry);
    }

    public AlertEntry Entry(string? by = null) => new(AlertEntry.CurrentVersion, Now, by);

    /// <summary>Time passes, with an entry whenever something becomes due.</summary>
    public void Pass(TimeSpan time)
    {
        long until = Now + (long)time.TotalMilliseconds;
        int ticks = 0;
        while (Book.NextDueUnixMs is { } due && due <= until)
        {
            Now = Math.Max(Now, due);
            Apply(Entry() with { IsTick = true });
            Assert.True(++ticks < 10_000, "Time does not get on: something stays due for ever.");
        }

        Now = until;
    }

    public void PassSeconds(double seconds) => Pass(TimeSpan.FromSeconds(seconds));

    /// <summary>The book as it comes back from its snapshot.</summary>
    public void Restore()
    {
        Book = Assert.IsType<AlertBook>(AlertBook.ReadSnapshot(Book.WriteSnapshot()));
    }
}
