using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Budgets;

/// <summary>A silo whose windows close soon, and which knows its budgets.</summary>
public sealed class BudgetFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SiloProcess? _silo;

    internal SiloProcess Silo => _silo!;

    public async Task InitializeAsync()
    {
        _silo = await SiloProcess.StartAsync(_directory.File("data"), BudgetDriver.Settings);
        await BudgetDriver.AwaitBudgetsAsync(_silo);
    }

    public async Task DisposeAsync()
    {
        await _silo!.DisposeAsync();
        _directory.Dispose();
    }
}
