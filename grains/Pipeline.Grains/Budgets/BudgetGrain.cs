using Microsoft.Extensions.Logging;
using Pipeline.Alerting.Budgets;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Journals;
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

    private static readonly TimeSpan s_snapshotInterval = TimeSpan.FromSeconds(60);

    private readonly ILogger _logger = logger;

    private Journal<BudgetBook, BudgetEntry> _journal = null!;
    private int _waiting;

    private BudgetBook Book => _journal.State;

    private long NowUnixMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _journal = new Journal<BudgetBook, BudgetEntry>(Stream, log, snapshots, _logger, DeactivateOnIdle);
        await _journal.OpenAsync(cancellationToken);
        JournalStatus status = await _journal.CommitAsync(book => book.PlanDefaults(NowUnixMs).Entry);
        if (status != JournalStatus.Done)
            throw new EventLogException($"The budgets could not begin ({status}).");

        // Silos ask every second, so it is never idle; the log must be free to forget what is in a snapshot all the same.
        this.RegisterGrainTimer(_journal.WriteSnapshotAsync, new GrainTimerCreationOptions
        {
            DueTime = s_snapshotInterval,
            Period = s_snapshotInterval,
            Interleave = true,
        });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _journal.WriteSnapshotAsync(cancellationToken);

    public Task<Json<BudgetPage>?> ListAsync(long? knownVersion) =>
        Task.FromResult<Json<BudgetPage>?>(knownVersion == Book.Version ? null : Packed.Of(Book.Page));

    public Task<Json<AuditPage>> ListChangesAsync() => Task.FromResult(Packed.Of(new AuditPage(Book.Changes, NowUnixMs)));

    public Task<ChangeAnswer<BudgetReport>> PutAsync(Json<Budget> budget, string by, long? version)
    {
        Budget wanted = budget.Read();
        return ChangeAsync(() => Book.PlanPut(wanted, by, version, NowUnixMs), () => Book.Find(wanted.Name)!);
    }

    public Task<ChangeAnswer<BudgetReport>> DeleteAsync(string name, string by, long? version)
    {
        BudgetReport? before = null;
        return ChangeAsync(
            () =>
            {
                before = Book.Find(name);
                return Book.PlanDelete(name, by, version, NowUnixMs);
            },
            () => before!);
    }

    public async Task ReplaceFileAsync(Json<BudgetList>? budgets, string? fault)
    {
        IReadOnlyList<Budget>? list = budgets?.Read().Budgets;
        ChangeAnswer<BudgetPage> answer = await ChangeAsync(() => Book.PlanFile(list, fault, NowUnixMs), () => Book.Page);
        if (answer.Status != ChangeStatus.Applied)
            throw new InvalidOperationException($"The file of budgets was not taken ({answer.Status}): {answer.Detail}");
    }

    /// <summary>Makes a change after those before it.</summary>
    private async Task<ChangeAnswer<T>> ChangeAsync<T>(Func<BudgetDecision> plan, Func<T> result)
        where T : class
    {
        if (_waiting >= ChangesWaitingMax)
            return Packed.Refused<T>(ChangeStatus.Overloaded, "Too many changes of budgets are in flight.");
        _waiting++;
        try
        {
            BudgetDecision? decision = null;
            JournalStatus status = await _journal.CommitAsync(_ => (decision = plan()).Entry);
            return (status, decision) switch
            {
                (_, { Refusal: not BudgetRefusal.None }) => Packed.Refused<T>(StatusOf(decision.Refusal), decision.Detail ?? string.Empty),
                (JournalStatus.Done, _) => Packed.Applied(result()),
                _ => status.Refuse<T>(),
            };
        }
        finally
        {
            _waiting--;
        }
    }

    private static ChangeStatus StatusOf(BudgetRefusal refusal) => refusal switch
    {
        BudgetRefusal.NotFound => ChangeStatus.NotFound,
        BudgetRefusal.Conflict => ChangeStatus.Conflict,
        _ => ChangeStatus.Invalid,
    };
}
