using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Budgets;

/// <summary>The file of budgets: taken, taken again when it has changed, refused when it is bad.</summary>
public sealed class BudgetFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task File_ChangedWhileTheSiloRuns_IsInEffectAndABadOneIsRefused()
    {
        string file = _directory.File("budgets.json");
        await File.WriteAllTextAsync(file, Text(20));
        (string, string)[] settings = [.. BudgetDriver.Settings, ("Pipeline:Budgets:File", file)];
        await using (SiloProcess silo = await SiloProcess.StartAsync(_directory.File("data"), settings))
        {
            using BudgetDriver driver = new(silo, "/filed");
            await UntilAsync(silo, page => LimitOf(page) == 20);
            await BudgetDriver.AwaitBudgetsAsync(silo);
            await driver.SendAsync(2, 50);
            Assert.Equal("filed", Assert.Single((await driver.CheckAsync()).Broken).Rule);

            PipelineQueryException refused = await Assert.ThrowsAsync<PipelineQueryException>(() => driver.Client.DeleteBudgetAsync("filed"));
            Assert.Equal((HttpStatusCode.Conflict, "budget-of-file"), (refused.Status, refused.Code));

            await File.WriteAllTextAsync(file, """{ "budgets": [ { "name": "filed", "metric": "cpu", "scope": "window", "limit": 5, "for": 99 } ] }""");
            BudgetPage bad = await UntilAsync(silo, page => page.FileFault is not null);
            Assert.Equal($"{file}: budgets[0] 'filed': for is 99: it takes 1 to 60 windows.", bad.FileFault);
            Assert.Equal(20, LimitOf(bad));

            // Replaced as editors do, by renaming another over it.
            await File.WriteAllTextAsync(file + ".new", Text(60));
            File.Move(file + ".new", file, overwrite: true);
            Assert.Null((await UntilAsync(silo, page => LimitOf(page) == 60)).FileFault);

            File.Delete(file);
            Assert.Equal($"{file}: there is no such file.", (await UntilAsync(silo, page => page.FileFault is not null)).FileFault);
            Assert.Contains("The file of budgets is refused, its last good state stays in effect.", silo.Output, StringComparison.Ordinal);
            Assert.Equal(0, await silo.StopAsync());
        }

        // Without a file none is the file's.
        await using SiloProcess without = await SiloProcess.StartAsync(_directory.File("data"), BudgetDriver.Settings);
        Assert.Null((await UntilAsync(without, page => LimitOf(page) is null)).FileFault);
    }

    private static double? LimitOf(BudgetPage page) => page.Budgets.FirstOrDefault(report => report.Budget.Name == "filed")?.Budget.Limit;

    private static string Text(int limit) =>
        new JsonObject
        {
            ["budgets"] = new JsonArray(new JsonObject { ["name"] = "filed", ["metric"] = "operation_calls", ["scope"] = "worst_event", ["limit"] = limit, ["endpoint"] = "/filed" }),
        }.ToJsonString();

    private static async Task<BudgetPage> UntilAsync(SiloProcess silo, Func<BudgetPage, bool> isAwaited)
    {
        using PipelineQueryClient client = new(silo.Http);
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            BudgetPage page = await client.ListBudgetsAsync();
            if (isAwaited(page))
                return page;
            Assert.False(deadline.IsCancellationRequested, $"The budgets are still of version {page.Version}; fault: {page.FileFault}\n{silo.Output}");
        }
    }
}
