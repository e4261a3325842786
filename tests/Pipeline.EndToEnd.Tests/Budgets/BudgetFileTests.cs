using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Query.Budgets;
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
            // Half of it may be read while it is being written; that is a fault for a moment, too.
            string fault = $"{file}: budgets[0] 'filed': for is 99: it takes 1 to 60 windows.";
            BudgetPage bad = await UntilAsync(silo, page => page.FileFault == fault);
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

        // A silo that was given no file says nothing about another's.
        await using (SiloProcess without = await SiloProcess.StartAsync(_directory.File("data"), BudgetDriver.Settings))
        {
            using BudgetDriver driver = new(without, "/filed");
            BudgetPage before = await driver.Client.ListBudgetsAsync();
            await driver.SendAsync(1, 1);
            await driver.CheckAsync();
            BudgetPage page = await driver.Client.ListBudgetsAsync();
            Assert.Equal((60, $"{file}: there is no such file.", before.Version), (LimitOf(page), page.FileFault, page.Version));
            Assert.Equal(0, await without.StopAsync());
        }

        // An empty list gives them up.
        await File.WriteAllTextAsync(file, """{ "budgets": [] }""");
        await using SiloProcess empty = await SiloProcess.StartAsync(_directory.File("data"), settings);
        Assert.Null((await UntilAsync(empty, page => LimitOf(page) is null)).FileFault);
    }

    [Fact]
    public async Task File_ThatCannotBeReadAsText_IsRefusedAndTheSiloRunsOn()
    {
        string file = _directory.File("budgets.json");
        await File.WriteAllTextAsync(file, Text(20));
        (string, string)[] settings = [.. BudgetDriver.Settings, ("Pipeline:Budgets:File", file)];
        await using SiloProcess silo = await SiloProcess.StartAsync(_directory.File("data"), settings);
        await UntilAsync(silo, page => LimitOf(page) == 20);
        string[] odd =
        [
            """{"budgets":[{"name":"\ud800"}]}""",
            """{"budgets":[{"name":"a","\ud800":1}]}""",
            """{"\udc00":1,"budgets":[]}""",
            """{"\ud800ets":[]}""",
        ];
        foreach (string text in odd)
        {
            await File.WriteAllTextAsync(file, text);
            await UntilAsync(silo, page => page.FileFault is not null);
            await File.WriteAllTextAsync(file, Text(20));
            await UntilAsync(silo, page => page.FileFault is null && LimitOf(page) == 20);
        }

        // A folder is no file either.
        File.Delete(file);
        Directory.CreateDirectory(file);
        Assert.Contains("it cannot be read", (await UntilAsync(silo, page => page.FileFault?.Contains("cannot be read", StringComparison.Ordinal) == true)).FileFault, StringComparison.Ordinal);
        Directory.Delete(file);
        await File.WriteAllTextAsync(file, Text(30));
        Assert.Null((await UntilAsync(silo, page => LimitOf(page) == 30)).FileFault);
        Assert.Equal(0, await silo.StopAsync());
    }

    [Theory]
    [InlineData("""{"budgets":[{"name":"\ud800"}]}""", "budgets[0]: name is not of the type that it takes.")]
    [InlineData("""{"budgets":[{"name":"a","\ud800":1}]}""", "budgets[0]: A name or a string has half of a surrogate pair")]
    [InlineData("""{"\udc00":1,"budgets":[]}""", "A name or a string has half of a surrogate pair")]
    [InlineData("""{"\ud800ets":[]}""", "A name or a string has half of a surrogate pair")]
    [InlineData("""{"budgets":[{"name":"a","segment":"\udfff"}]}""", "budgets[0] 'a': segment is not of the type that it takes.")]
    public void TryReadFile_WithHalfACharacter_SaysSo(string json, string fault)
    {
        Assert.False(BudgetJson.TryReadFile(Encoding.UTF8.GetBytes(json), out _, out string? defect));
        Assert.Contains(fault, defect, StringComparison.Ordinal);
    }

    [Fact]
    public void TryReadFile_WithCommentsAndTrailingCommas_TakesIt()
    {
        const string Json = """
            {
              // Limits of the shop.
              "budgets": [
                { "name": "a", /* most */ "metric": "cpu", "scope": "window", "limit": 5, },
              ],
            }
            """;
        Assert.True(BudgetJson.TryReadFile(Encoding.UTF8.GetBytes(Json), out IReadOnlyList<Budget> budgets, out string? defect), defect);
        Assert.Equal(5, Assert.Single(budgets).Limit);
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
