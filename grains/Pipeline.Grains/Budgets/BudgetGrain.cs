using Microsoft.Extensions.Logging;
using Pipeline.Alerting.Budgets;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Budgets;

/// <summary>Keeps all budgets, and says which are in effect.</summary>
/// <remarks>
/// A shell around <see cref="BudgetBook"/>: a change is an entry of the stream <c>budgets</c>, applied when it is durable and only then
/// answered. Questions interleave; changes are made one after another, each planned of what the one before it has left.
/// </remarks>
public sealed partial class BudgetGrain(IEventLog log, ISnapshotStore snapshots, TimeProvider clock, ILogger<BudgetGrain> logger) : Grain, IBudgetGrain
{
    /// <summary>The stream of budgets.</summary>
    public static readonly StreamName Stream = new("budgets");

    // People make changes, and a file when it is saved.
    private const int ChangesWaitingMax = 64;
    private const int EntriesPerSnapshot = 64;

    private readonly ILogger _logger = logger;

    private BudgetBook _book = null!;
    private Offset _head;
    private Offset _snapshot;
    private Task _last = Task.CompletedTask;
    private int _waiting;
    private bool _isFailed;

    private long NowUnixMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_book, _head) = await BudgetReplay.RunAsync(Stream, log, snapshots, _logger, cancellationToken);
        _snapshot = _head;
        if (_book.PlanDefaults(NowUnixMs).Entry is { } defaults && await AppendAsync(defaults) is var outcome && !outcome.IsCommitted)
            throw new EventLogException(Stream, _head, $"the budgets could not begin ({outcome.Status}).");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (!_isFailed)
            await WriteSnapshotAsync();
    }

    public Task<Json<BudgetPage>?> ListAsync(long? knownVersion) =>
        _isFailed ? Task.FromException<Json<BudgetPage>?>(BeingBroughtBack())
        : Task.FromResult<Json<BudgetPage>?>(knownVersion == _book.Version ? null : Packed.Of(_book.Page));

    public Task<Json<AuditPage>> ListChangesAsync() =>
        _isFailed ? Task.FromException<Json<AuditPage>>(BeingBroughtBack()) : Task.FromResult(Packed.Of(new AuditPage(_book.Changes, NowUnixMs)));

    public Task<ChangeAnswer<BudgetReport>> PutAsync(Json<Budget> budget, string by, long? version)
    {
        Budget wanted = budget.Read();
        return ChangeAsync(() => _book.PlanPut(wanted, by, version, NowUnixMs), () => _book.Find(wanted.Name)!);
    }

    public Task<ChangeAnswer<BudgetReport>> DeleteAsync(string name, string by, long? version)
    {
        BudgetReport? before = null;
        return ChangeAsync(
            () =>
            {
                before = _book.Find(name);
                return _book.PlanDelete(name, by, version, NowUnixMs);
            },
            () => before!);
    }

    public async Task ReplaceFileAsync(Json<BudgetList>? budgets, string? fault)
    {
        IReadOnlyList<Budget>? list = budgets?.Read().Budgets;
        ChangeAnswer<BudgetPage> answer = await ChangeAsync(() => _book.PlanFile(list, fault, NowUnixMs), () => _book.Page);
        if (answer.Status != ChangeStatus.Applied)
            throw new InvalidOperationException($"The file of budgets was not taken ({answer.Status}): {answer.Detail}");
    }

    /// <summary>Makes a change after those before it.</summary>
    private Task<ChangeAnswer<T>> ChangeAsync<T>(Func<BudgetDecision> plan, Func<T> result)
        where T : class
    {
        if (_waiting >= ChangesWaitingMax)
            return Task.FromResult(Packed.Refused<T>(ChangeStatus.Overloaded, "Too many changes of budgets are in flight."));
        Task<ChangeAnswer<T>> change = ChangeAfterAsync(_last, plan, result);
        _last = change;
        return change;
    }

    private async Task<ChangeAnswer<T>> ChangeAfterAsync<T>(Task before, Func<BudgetDecision> plan, Func<T> result)
        where T : class
    {
        _waiting++;
        try
        {
            // Changes answer; they never fail.
            await before;
            return await ChangeNowAsync(plan, result);
        }
        catch (Exception exception)
        {
            // Whether the entry is in the log is known only after replay.
            LogCommitFailed(exception, _head);
            Fail();
            return Packed.Refused<T>(ChangeStatus.Unavailable, "The commit failed or its outcome is unknown.");
        }
        finally
        {
            _waiting--;
        }
    }

    private async Task<ChangeAnswer<T>> ChangeNowAsync<T>(Func<BudgetDecision> plan, Func<T> result)
        where T : class
    {
        if (_isFailed)
            return Packed.Refused<T>(ChangeStatus.Unavailable, "The budgets are being brought back from the log.");
        BudgetDecision decision = plan();
        if (decision.Refusal != BudgetRefusal.None)
            return Packed.Refused<T>(StatusOf(decision.Refusal), decision.Detail ?? string.Empty);
        if (decision.Entry is { } entry)
        {
            AppendOutcome outcome = await AppendAsync(entry);
            if (outcome.Status == AppendStatus.Overloaded)
                return Packed.Refused<T>(ChangeStatus.Overloaded, "The event log's queue is full.");
            if (!outcome.IsCommitted)
                throw new EventLogException(Stream, _head, $"the entry was not committed ({outcome.Status}).");
        }

        T value = result();
        if (_head.Value - _snapshot.Value >= EntriesPerSnapshot)
            await WriteSnapshotAsync();
        return Packed.Applied(value);
    }

    private async Task<AppendOutcome> AppendAsync(BudgetEntry entry)
    {
        AppendOutcome outcome = await log.AppendAsync(Stream, _head, new EntryParts(BudgetCodec.Write(entry)));
        if (!outcome.IsCommitted)
            return outcome;
        _book.Apply(entry);
        _head = _head.Next();
        return outcome;
    }

    /// <summary>A convenience for the next activation, never relied upon: the log has everything.</summary>
    private async Task WriteSnapshotAsync()
    {
        Offset offset = _head;
        if (offset == _snapshot)
            return;
        try
        {
            SnapshotStatus status = await snapshots.WriteAsync(new SnapshotWrite(Stream, offset, BudgetCodec.Write(_book), HasOpenWindows: false));
            _snapshot = status == SnapshotStatus.Written ? offset : _snapshot;
            if (status == SnapshotStatus.Superseded)
                Fail();
        }
        catch (Exception exception) when (exception is EventLogException or ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            LogSnapshotFailed(exception, offset);
        }
    }

    private static ChangeStatus StatusOf(BudgetRefusal refusal) => refusal switch
    {
        BudgetRefusal.NotFound => ChangeStatus.NotFound,
        BudgetRefusal.Conflict => ChangeStatus.Conflict,
        _ => ChangeStatus.Invalid,
    };

    private static InvalidOperationException BeingBroughtBack() => new("The budgets are being brought back from the log.");

    /// <summary>The log and this activation may disagree: stop, and let the next activation replay.</summary>
    private void Fail()
    {
        if (_isFailed)
            return;
        _isFailed = true;
        DeactivateOnIdle();
    }

    [LoggerMessage(1, LogLevel.Error, "The budgets' entry {Offset} was not committed; the budgets are replayed.")]
    private partial void LogCommitFailed(Exception exception, Offset offset);

    [LoggerMessage(2, LogLevel.Warning, "The budgets' snapshot at {Offset} was not written; it is tried again.")]
    private partial void LogSnapshotFailed(Exception exception, Offset offset);
}
