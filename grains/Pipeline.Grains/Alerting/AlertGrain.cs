using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Alerting.Alerts;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Journals;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Alerting;

/// <summary>Keeps the alerts of the installation: takes findings, lets time pass, has webhooks told.</summary>
/// <remarks>
/// A shell around <see cref="AlertBook"/>: whatever comes is an entry of the stream <c>alerts</c>, applied when it is durable and answered then. So a
/// reporter that was answered need not tell again, and whatever is told to anybody is in the log. Kept in memory, since time passes for it.
/// </remarks>
[KeepAlive]
public sealed partial class AlertGrain(
    IEventLog log,
    ISnapshotStore snapshots,
    FailedStreams failed,
    IOptions<AlertOptions> options,
    AlertInstruments instruments,
    TimeProvider clock,
    ILogger<AlertGrain> logger) : Grain, IAlertGrain
{
    /// <summary>The stream of alerts.</summary>
    public static readonly StreamName Stream = new("alerts");

    // Of one entry, which a reporter with much to say may exceed by its own report.
    private const int FindingsPerEntryMax = 500;

    private readonly AlertOptions _options = options.Value;
    private readonly ILogger _logger = logger;
    private readonly Queue<FindingsUpdate> _waiting = new();
    private Journal<AlertBook, AlertEntry> _journal = null!;

    private AlertBook Book => _journal.State;

    private long NowUnixMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _journal = new Journal<AlertBook, AlertEntry>(Stream, log, snapshots, _logger, OnFailed);
        await _journal.OpenAsync(cancellationToken);
        // First of all: what became due while nobody was here is not made up for, whatever else changes.
        await CommitAsync(book => book.HasActive ? CreateEntry() with { IsResumed = true } : null);
        AlertTiming timing = _options.ToTiming();
        await CommitAsync(book => book.Timing != timing ? CreateEntry() with { Timing = timing } : null);
        StartTime();
        StartTelling();
    }

    /// <summary>What it owes must not wait until somebody asks: the next activation is woken.</summary>
    private void OnFailed()
    {
        failed.Add(Stream);
        DeactivateOnIdle();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        await WriteSnapshotAsync(cancellationToken);

    public async Task<long> ReportAsync(Json<FindingsUpdate> update)
    {
        FindingsUpdate report = update.Read();
        if (report.Revision <= Book.MarkOf(report.Reporter))
            return Book.MarkOf(report.Reporter);
        _waiting.Enqueue(report);
        JournalStatus status = await CommitAsync(_ => TakeWaiting());
        if (status != JournalStatus.Done)
            throw new InvalidOperationException($"The report of '{report.Reporter}' was not taken ({status}).");
        return Book.MarkOf(report.Reporter);
    }

    public Task WakeAsync() => Task.CompletedTask;

    private AlertEntry CreateEntry(string? by = null) => new(AlertEntry.CurrentVersion, NowUnixMs, by);

    private Task<JournalStatus> CommitAsync(Func<AlertBook, AlertEntry?> plan) => _journal.CommitAsync(plan, OnApplied);

    /// <summary>All reports that wait become one entry: a storm of them costs a commit, not one each. Null if an earlier one has taken them along.</summary>
    private AlertEntry? TakeWaiting()
    {
        List<FindingsUpdate> taken = [];
        int findings = 0;
        while (_waiting.TryPeek(out FindingsUpdate? next) && (taken.Count == 0 || findings + next.Findings.Count <= FindingsPerEntryMax))
        {
            findings += next.Findings.Count;
            taken.Add(_waiting.Dequeue());
            instruments.CountUpdate(next);
        }

        return taken.Count == 0 ? null : CreateEntry() with { Findings = taken };
    }

    private void OnApplied(AlertBook book)
    {
        instruments.NoteState(book.ActiveCount, book.FindingsLeftOut);
        SetTimer();
        Tell();
    }

    [LoggerMessage(1, LogLevel.Warning, "Webhook {Webhook} does not take what it is to tell; it is tried again.")]
    private partial void LogNotTaken(Exception exception, string webhook);

    [LoggerMessage(2, LogLevel.Warning, "Which webhooks there are is not known; they are asked for again.")]
    private partial void LogTargetsUnknown(Exception exception);

    [LoggerMessage(3, LogLevel.Information, "Incident {Incident}: {Type}. {Sentence}")]
    private partial void LogTransition(string incident, NotificationType type, string sentence);
}
