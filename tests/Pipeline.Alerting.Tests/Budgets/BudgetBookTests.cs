using Pipeline.Alerting.Budgets;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Budgets;

/// <summary>What may be changed of budgets, by whom, and what becomes of it.</summary>
public sealed class BudgetBookTests
{
    private const long At = 1_700_000_000_000;

    private static readonly Budget s_mine = new("mine", BudgetMetric.DbQueries, BudgetScope.WorstEvent, 20);

    private readonly BudgetBook _book = new();
    private readonly List<BudgetEntry> _entries = [];

    [Fact]
    public void Defaults_OfANewInstallation_AreTwoAndSetOnce()
    {
        Do(_book.PlanDefaults(At));

        Assert.Equal(["calls-per-event", "memory-per-event"], _book.Page.Budgets.Select(report => report.Budget.Name));
        Assert.All(_book.Page.Budgets, report => Assert.Equal((BudgetOrigins.Default, AlertSeverity.Ticket, 1L), (report.Origin, report.Budget.Severity, report.Version)));
        Assert.Equal((100, "function"), (_book.Find("calls-per-event")!.Budget.Limit, _book.Find("calls-per-event")!.Budget.OperationKind));
        Assert.Equal(50e6, _book.Find("memory-per-event")!.Budget.Limit);
        Assert.Null(_book.PlanDefaults(At).Entry);
    }

    [Fact]
    public void Defaults_DeletedOrChanged_StaySo()
    {
        Do(_book.PlanDefaults(At));
        Do(_book.PlanDelete("memory-per-event", "eve", null, At));
        Do(_book.PlanPut(_book.Find("calls-per-event")!.Budget with { Limit = 10 }, "eve", null, At));

        Assert.Null(_book.PlanDefaults(At).Entry);
        Assert.Null(_book.Find("memory-per-event"));
        BudgetReport changed = _book.Find("calls-per-event")!;
        Assert.Equal((10, BudgetOrigins.Api, "eve", 3L), (changed.Budget.Limit, changed.Origin, changed.By, changed.Version));
    }

    [Fact]
    public void Versions_RiseOverDeletion_SoThatNoneComesBack()
    {
        Do(_book.PlanPut(s_mine, "a", 0, At));
        Assert.Equal(BudgetRefusal.Conflict, _book.PlanPut(s_mine with { Limit = 3 }, "a", 0, At).Refusal);
        Assert.Equal(BudgetRefusal.Conflict, _book.PlanPut(s_mine with { Limit = 3 }, "a", 7, At).Refusal);
        Do(_book.PlanPut(s_mine with { Limit = 3 }, "a", 1, At));
        Do(_book.PlanDelete("mine", "a", 2, At));
        Assert.Equal(BudgetRefusal.Conflict, _book.PlanPut(s_mine, "a", 2, At).Refusal);
        Do(_book.PlanPut(s_mine, "a", null, At));
        Assert.Equal(4, _book.Find("mine")!.Version);
        Assert.Null(_book.PlanPut(s_mine, "b", null, At).Entry);
        Assert.Equal(BudgetRefusal.NotFound, _book.PlanDelete("nothing", "a", null, At).Refusal);
        Assert.Equal(BudgetRefusal.Conflict, _book.PlanDelete("mine", "a", 1, At).Refusal);
    }

    [Fact]
    public void File_ItsBudgets_AreChangedThereOnly()
    {
        Do(_book.PlanDefaults(At));
        Do(_book.PlanFile([s_mine, _book.Find("calls-per-event")!.Budget with { Limit = 5 }], null, At));
        Assert.Equal((BudgetOrigins.File, BudgetOrigins.File), (_book.Find("mine")!.Origin, _book.Find("calls-per-event")!.Origin));

        BudgetDecision refused = _book.PlanPut(s_mine with { Limit = 1 }, "a", null, At);
        Assert.Equal((BudgetRefusal.Conflict, "Budget 'mine' is of the file of budgets: change it there."), (refused.Refusal, refused.Detail));
        Assert.Equal(BudgetRefusal.Conflict, _book.PlanDelete("mine", "a", null, At).Refusal);

        long version = _book.Find("mine")!.Version;
        Do(_book.PlanFile([s_mine], null, At));
        Assert.Equal(BudgetOrigins.Default, _book.Find("calls-per-event")!.Origin);
        Assert.Equal(version, _book.Find("mine")!.Version);
        Assert.Null(_book.PlanFile([s_mine], null, At).Entry);

        Do(_book.PlanFile(null, null, At));
        Assert.Equal(["calls-per-event", "memory-per-event"], _book.Page.Budgets.Select(report => report.Budget.Name));
    }

    [Fact]
    public void File_ThatDropsABudget_BringsBackWhatItOverrode()
    {
        Do(_book.PlanDefaults(At));
        Do(_book.PlanPut(s_mine, "eve", null, At));
        Budget calls = _book.Find("calls-per-event")!.Budget;
        Budget[] file = [s_mine with { Limit = 1 }, calls with { Limit = 2 }, s_mine with { Name = "of-file" }];
        Do(_book.PlanFile(file, null, At + 1));
        Do(_book.PlanFile([file[0] with { Limit = 3 }, .. file[1..]], null, At + 2));
        // A snapshot in between knows of it, too.
        BudgetBook read = Assert.IsType<BudgetBook>(BudgetBook.ReadSnapshot(_book.WriteSnapshot()));

        BudgetEntry dropped = _book.PlanFile([], null, At + 3).Entry!;
        foreach (BudgetBook book in (BudgetBook[])[_book, read])
        {
            book.Apply(dropped);
            Assert.Equal(["calls-per-event", "memory-per-event", "mine"], book.Page.Budgets.Select(report => report.Budget.Name));
            // Of a version that it never had.
            Assert.Equal(new BudgetReport(calls, book.Version, BudgetOrigins.Default, "file", At + 3), book.Find("calls-per-event"));
            Assert.Equal(new BudgetReport(s_mine, book.Version, BudgetOrigins.Api, "file", At + 3), book.Find("mine"));
        }

        Assert.Equal(_book.WriteSnapshot(), read.WriteSnapshot());
        Do(_book.PlanDelete("mine", "eve", null, At + 4));
        Do(_book.PlanFile(file, null, At + 5));
        Do(_book.PlanFile([], null, At + 6));
        Assert.Null(_book.Find("mine"));
    }

    [Fact]
    public void Defaults_ThatTheFileHasBudgetsFor_ComeWhenItHasNone()
    {
        Do(_book.PlanFile([s_mine with { Name = "calls-per-event" }], null, At));
        Do(_book.PlanDefaults(At));
        Assert.Equal(BudgetOrigins.File, _book.Find("calls-per-event")!.Origin);

        Do(_book.PlanFile([], null, At));

        Assert.Equal((BudgetOrigins.Default, 100), (_book.Find("calls-per-event")!.Origin, _book.Find("calls-per-event")!.Budget.Limit));
    }

    [Fact]
    public void File_ThatWouldBringBackMoreThanThereMayBe_IsRefused()
    {
        for (int number = 0; number < AlertingLimits.BudgetsMax; number++)
            Do(_book.PlanPut(s_mine with { Name = $"b{number}" }, "a", null, At));
        Do(_book.PlanFile([s_mine with { Name = "b7", Limit = 1 }], null, At));
        Do(_book.PlanFile([s_mine], null, At));
        Assert.Equal("1 budgets beside 1000 others are more than 1000.", _book.FileFault);
        Assert.Equal(BudgetOrigins.File, _book.Find("b7")!.Origin);
    }

    [Fact]
    public void File_ThatIsBad_ChangesNothingButTheFault()
    {
        Do(_book.PlanFile([s_mine], null, At));
        Do(_book.PlanFile(null, "budgets.json: broken", At));
        Assert.Equal("budgets.json: broken", _book.Page.FileFault);
        Assert.NotNull(_book.Find("mine"));
        Assert.Null(_book.PlanFile(null, "budgets.json: broken", At).Entry);

        Do(_book.PlanFile([s_mine, s_mine with { Name = "x", For = 0 }], null, At));
        Assert.Equal("budget 'x': for is 0: it takes 1 to 60 windows.", _book.FileFault);
        Do(_book.PlanFile([s_mine, s_mine], null, At));
        Assert.Equal("budget 'mine' is there more than once.", _book.FileFault);

        Do(_book.PlanFile([s_mine], null, At));
        Assert.Null(_book.FileFault);
    }

    [Fact]
    public void Budgets_MoreThanThereMayBe_AreRefused()
    {
        for (int number = 0; number < AlertingLimits.BudgetsMax; number++)
            Do(_book.PlanPut(s_mine with { Name = $"b{number}" }, "a", null, At));
        Assert.Equal(BudgetRefusal.Invalid, _book.PlanPut(s_mine, "a", null, At).Refusal);
        Assert.Equal(BudgetRefusal.None, _book.PlanPut(s_mine with { Name = "b7", Limit = 1 }, "a", null, At).Refusal);
        Do(_book.PlanFile([s_mine], null, At));
        Assert.Equal("1 budgets beside 1000 others are more than 1000.", _book.FileFault);
        Assert.Equal(AlertingLimits.AuditMax, _book.Changes.Count);
    }

    [Fact]
    public void Changes_OfPeopleAndFiles_AreListedTheLatestFirst()
    {
        Do(_book.PlanPut(s_mine, "eve", null, At));
        Do(_book.PlanPut(s_mine with { IsEnabled = false }, "bob", null, At + 1));
        Do(_book.PlanDelete("mine", "eve", null, At + 2));
        Do(_book.PlanFile(null, "bad", At + 3));

        Assert.Equal(
            [
                new AuditRecord(At + 3, "file", "budget", "file", "refused", "bad"),
                new AuditRecord(At + 2, "eve", "budget", "mine", "deleted", null),
                new AuditRecord(At + 1, "bob", "budget", "mine", "updated", "db_queries of the worst event at most 20, endpoint *, segment *, disabled"),
                new AuditRecord(At, "eve", "budget", "mine", "created", "db_queries of the worst event at most 20, endpoint *, segment *"),
            ],
            _book.Changes);
    }

    [Fact]
    public void Entries_ReadBack_GiveTheSameBook()
    {
        Do(_book.PlanDefaults(At));
        Do(_book.PlanPut(s_mine with { Owner = "ö", Runbook = "https://x.example/" }, "eve", null, At));
        Do(_book.PlanDelete("memory-per-event", "eve", null, At));
        Do(_book.PlanFile([s_mine with { Name = "f", Segment = "a*" }], null, At));
        Do(_book.PlanFile(null, "bad", At));

        BudgetBook replayed = new();
        foreach (BudgetEntry entry in _entries)
        {
            BudgetEntry read = Assert.IsType<BudgetEntry>(BudgetBook.Read(BudgetBook.Write(entry)));
            replayed.Apply(read);
        }

        Assert.Equal(_book.WriteSnapshot(), replayed.WriteSnapshot());
        BudgetBook book = Assert.IsType<BudgetBook>(BudgetBook.ReadSnapshot(_book.WriteSnapshot()));
        Assert.Equal(_book.WriteSnapshot(), book.WriteSnapshot());
        Assert.Null(BudgetBook.ReadSnapshot("{"u8));
        Assert.Null(BudgetBook.Read("""{"format":2,"kind":"put","at":1,"by":"a"}"""u8));
    }

    private void Do(BudgetDecision decision)
    {
        Assert.Equal(BudgetRefusal.None, decision.Refusal);
        _entries.Add(decision.Entry!);
        _book.Apply(decision.Entry!);
    }
}
