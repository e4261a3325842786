using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Core.Endpoints;
using Pipeline.Detection;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Budgets;
using Pipeline.Grains.Catalog;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Feed;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Training;
using Pipeline.Grains.Windows;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains;

/// <summary>One endpoint: makes entries durable, applies them in order, answers questions, keeps house.</summary>
/// <remarks>
/// <para>The grain is a shell around <see cref="MonitoredEndpoint"/>: it adds identity, order and durability. Memory follows the log: an entry is
/// applied after its commit, live as in replay, so nothing is ever visible that a restart would not bring back.</para>
/// <para>Appends interleave. Between the call and its first await an append checks, takes its offset and enters the log's queue; so the order
/// of offsets is the order of the queue. When a commit fails, nothing in flight is applied, and the next activation learns from the log what
/// became of it.</para>
/// </remarks>
public sealed partial class EndpointGrain(
    IEventLog log,
    ISnapshotStore snapshots,
    ICellStore cells,
    WindowCache windowCache,
    WindowFeed feed,
    SummaryReporter reporter,
    SegmentDirectory segments,
    FailedStreams failed,
    SegmentAdmission admission,
    SegmentInstruments segmentInstruments,
    ForestTrainer trainer,
    AlertInstruments alertInstruments,
    BudgetDirectory budgets,
    IOptions<EndpointGrainOptions> options,
    IOptions<DetectionConfiguration> detection,
    TimeProvider clock,
    ILogger<EndpointGrain> logger) : Grain, IEndpointGrain
{
    private readonly EndpointGrainOptions _options = options.Value;
    private readonly ILogger _logger = logger;

    private byte[] _nameUtf8 = [];
    private StreamName _stream;
    private MonitoredEndpoint _endpoint = null!;
    private StoredWindowReader _windows = null!;
    private Inbox _inbox = null!;
    private Task _lastAppend = Task.CompletedTask;
    private bool _isFailed;

    private EndpointState State => _endpoint.State;

    /// <summary>From 0 to 1, by the name: what all endpoints do now and then each does at a time of its own.</summary>
    private double Phase => Crc32C.Compute(_nameUtf8) / (double)uint.MaxValue;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        string endpoint = this.GetPrimaryKeyString();
        _nameUtf8 = Encoding.UTF8.GetBytes(endpoint);
        _stream = EndpointStream.NameOf(endpoint);
        _windows = new StoredWindowReader(_stream, cells, windowCache);
        (_endpoint, Offset head) = await EndpointReplay.RunAsync(endpoint, log, snapshots, _windows, _logger, cancellationToken);
        _inbox = new Inbox(_endpoint, head);
        TakeUnrecordedBreaks();
        _lastEntryTime = clock.GetUtcNow();
        _lastSnapshotTime = clock.GetUtcNow() - SnapshotPhase();
        BeginSummaries();

        // Interleaves, because it awaits the log while appends and queries go on; it never overlaps itself.
        this.RegisterGrainTimer(KeepHouseAsync, new GrainTimerCreationOptions
        {
            DueTime = _options.HousekeepingPeriod,
            Period = _options.HousekeepingPeriod,
            Interleave = true,
        });
        StartPublishing();
        TellFindings();
        if (head > Offset.Start)
            ApplyConfiguration();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        NoteQueuedBytes(0);
        ForgetUndecided();
        // A convenience for the next activation, never relied upon: the log has everything.
        if (!_isFailed)
            await WriteSnapshotAsync(cancellationToken);
        else if (HasUnfinishedWork)
            _ = WakeNextAsync();
    }

    public Task<AppendAnswer> AppendAsync(SectionAppend append)
    {
        if (_isFailed)
            return Answer(SectionStatus.Unavailable, "The endpoint is being brought back from the log.");
        if (Check(append.Section.Span) is { } defect)
            return Answer(SectionStatus.Invalid, defect);

        long arrivalUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (append.Identity is { } identity)
        {
            if (_inbox.TryFind(identity, out PendingEntry? inFlight))
                return AwaitFirstAsync(inFlight!);
            if (State.Classify(identity, arrivalUnixMs) is not ApplyStatus.Applied and var known)
                return Answer(known.ToSectionStatus());
        }

        if (HasNoRoomForPublications)
            return RefuseForPublications();
        ApplyConfiguration();
        ApplyBudgets();
        return AppendEntry(new EntryHeader(EntryKind.Section, arrivalUnixMs, append.Identity), append.Section);
    }

    public Task WakeAsync() => Task.CompletedTask;

    /// <summary>Endpoints that were activated together write their snapshots apart.</summary>
    private TimeSpan SnapshotPhase() => _options.SnapshotInterval * Phase;

    private string? Check(ReadOnlySpan<byte> section)
    {
        if (!SectionValidator.TryValidate(section, out SectionSummary _, out WireError error))
            return error.ToString();
        ReadOnlySpan<byte> endpoint = new SectionReader(section).Endpoint;
        return endpoint.SequenceEqual(_nameUtf8) ? null : $"The section is for endpoint '{Encoding.UTF8.GetString(endpoint)}'.";
    }

    /// <summary>Everything here but the awaiting of the commit happens before the call returns.</summary>
    private Task<AppendAnswer> AppendEntry(EntryHeader header, ReadOnlyMemory<byte> body)
    {
        if (_inbox.Count >= _options.AppendsInFlightMax)
            return Answer(SectionStatus.Overloaded, "The endpoint has too many sections in flight.");

        PendingEntry entry = new(_inbox.Next, header, new EntryParts(EntryCodec.CreateHeader(header), body));
        Task<AppendOutcome> commit = log.AppendAsync(_stream, entry.Offset, entry.Parts).AsTask();
        if (commit.IsCompletedSuccessfully && commit.Result.Status == AppendStatus.Overloaded)
            return Answer(SectionStatus.Overloaded, "The event log's queue is full.");

        _inbox.Add(entry);
        // The others come of themselves or from people: they say nothing about whether anybody still sends.
        if (header.Kind is EntryKind.Section or EntryKind.IdleClosed)
            _lastEntryTime = clock.GetUtcNow();
        entry.Completion = CompleteAsync(entry, commit, _lastAppend);
        _lastAppend = entry.Completion;
        if (header.Kind == EntryKind.DetectionOptionsChanged)
        {
            _isConfigured = true;
            _lastOptionsChange = entry.Completion;
        }

        return entry.Completion;
    }

    /// <summary>
    /// Ends of commits may be heard of in any order, but each append waits for the one before it, and fails if that has failed: another
    /// writer's entry may have taken its place, and the one behind it fitted all the same.
    /// </summary>
    private async Task<AppendAnswer> CompleteAsync(PendingEntry entry, Task<AppendOutcome> commit, Task previous)
    {
        bool isCommitted = await IsCommittedAsync(entry, commit);
        await previous;
        if (isCommitted && !_isFailed && await TryApplyAsync(entry) is { } answer)
            return answer;
        Fail();
        return AppendAnswer.Of(SectionStatus.Unavailable, "The commit failed or its outcome is unknown.");
    }

    private async Task<bool> IsCommittedAsync(PendingEntry entry, Task<AppendOutcome> commit)
    {
        try
        {
            AppendOutcome outcome = await commit;
            if (!outcome.IsCommitted)
                LogNotCommitted(_stream, entry.Offset, outcome.Status, outcome.Head);
            return outcome.IsCommitted;
        }
        catch (Exception exception)
        {
            LogCommitFailed(exception, _stream, entry.Offset);
            return false;
        }
    }

    /// <summary>
    /// Applying has no failure of its own; if it fails all the same, or if stored windows that it changes cannot be read, memory must not
    /// be used any more. Later entries wait for this one, so the order stays.
    /// </summary>
    private async ValueTask<AppendAnswer?> TryApplyAsync(PendingEntry entry)
    {
        try
        {
            return await _windows.LoadAndApplyAsync(State, entry.Header, entry.Parts.Body, () => Apply(entry));
        }
        catch (Exception exception)
        {
            LogApplyFailed(exception, _stream, entry.Offset);
            return null;
        }
    }

    private AppendAnswer? Apply(PendingEntry entry)
    {
        if (_isFailed)
            return null;
        AppendAnswer answer = ApplyAndPublish(entry).ToAnswer();
        OnApplied(entry.Header);
        alertInstruments.CountUnrecordedBreaks(TakeUnrecordedBreaks());
        NoticePublications();
        TellFindings();
        return answer;
    }

    /// <summary>The log and this activation may disagree: stop, and let the next activation replay.</summary>
    private void Fail()
    {
        if (_isFailed)
            return;
        _isFailed = true;
        _inbox.Abandon();
        DeactivateOnIdle();
    }

    private static Task<AppendAnswer> Answer(SectionStatus status, string? detail = null) => Task.FromResult(AppendAnswer.Of(status, detail));

    private static async Task<AppendAnswer> AwaitFirstAsync(PendingEntry first)
    {
        AppendAnswer answer = await first.Completion;
        return answer.Status == SectionStatus.Applied ? AppendAnswer.Of(SectionStatus.Duplicate) : answer;
    }
}
