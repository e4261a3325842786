using System.CommandLine;
using System.Text.Json;
using Pipeline.Cli.Bench;
using Pipeline.Cli.Bench.Forests;
using Pipeline.Ml.Evaluation.Speed;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Bench.Forests;

/// <summary>What <c>bench forest</c> prints of small tables.</summary>
public sealed class ForestBenchRunTests : IDisposable
{
    private static readonly ForestBenchOptions Options = new()
    {
        TreeCount = 5, SubsampleSize = 16, ThreadCounts = [1, 2], RoundCount = 1, RoundTime = TimeSpan.Zero, WarmUpTime = TimeSpan.Zero,
    };

    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _directory.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task Run_GeneratedAndFile_HasEveryTableWithEveryNumberOfThreads()
    {
        string file = _directory.File("given.csv");
        await File.WriteAllTextAsync(file, "a,b,name\n1,2,x\n3,4,y\n5,6,z\n");
        ForestBenchRun run = new() { Options = Options, RowCounts = [20, 30], ColumnCounts = [2, 3], Files = [file], Ignored = ["name"] };
        ForestBenchResult result = await run.RunAsync(_output, TimeProvider.System, CancellationToken.None);
        result.WriteComparison(_output);
        using JsonDocument json = JsonDocument.Parse(result.ToJson());
        (string?, int, int, int)[] measured =
        [
            .. json.RootElement.GetProperty("forest").EnumerateArray().Select(static speed => (
                speed.GetProperty("table").GetString(), speed.GetProperty("rows").GetInt32(),
                speed.GetProperty("columns").GetInt32(), speed.GetProperty("threads").GetInt32())),
        ];
        Assert.Equal(10, measured.Distinct().Count());
        Assert.Equal(("generated", 20, 2, 1), measured[0]);
        Assert.Equal(("given.csv", 3, 2, 2), measured[^1]);
        Assert.False(json.RootElement.TryGetProperty("sklearn", out _));
        Assert.Equal(11, _output.ToString().TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Run_FileThatIsNoTable_NamesIt()
    {
        string file = _directory.File("text.csv");
        await File.WriteAllTextAsync(file, "a\nx\n");
        ForestBenchRun run = new() { Options = Options, Files = [file] };
        BenchException exception = await Assert.ThrowsAsync<BenchException>(() => run.RunAsync(_output, TimeProvider.System, CancellationToken.None));
        Assert.Contains($"{file}: line 2: no number in column 'a'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparison_Ratios_AreOfOneThread()
    {
        BenchTable table = BenchTable.Generate(10, 2, 1);
        ForestSpeed one = new("generated", 10, 2, 1, 2, 1_000, 500, 1, 0, 0, 0);
        ForestSpeed two = one with { ThreadCount = 2, FitMs = 1 };
        ForestBenchResult result = new(Options, [two, one], [(table, new SklearnSpeed("1.0", 100, 50, 5e6))]);
        using JsonDocument json = JsonDocument.Parse(result.ToJson());
        JsonElement other = Assert.Single(json.RootElement.GetProperty("sklearn").EnumerateArray());
        Assert.Equal(50, other.GetProperty("fit_ratio").GetDouble());
        Assert.Equal(20, other.GetProperty("score_ratio").GetDouble());
        Assert.Equal(10_000, other.GetProperty("single_row_ratio").GetDouble());
        result.WriteComparison(_output);
        Assert.EndsWith("10,000", _output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", new[] { 5 })]
    [InlineData("1,20", new[] { 1, 20 })]
    public void IntegerList_WithinBounds_IsTaken(string text, int[] expected) => Assert.Equal(expected, Parse(text).GetValue<int[]>("--rows"));

    [Theory]
    [InlineData("0")]
    [InlineData("21")]
    [InlineData("1,,2")]
    [InlineData("1;2")]
    public void IntegerList_AnythingElse_IsRefused(string text) =>
        Assert.Contains("1 to 20, several with commas between them", Assert.Single(Parse(text).Errors).Message, StringComparison.Ordinal);

    private static ParseResult Parse(string text) => new RootCommand { IntegerListOption.Create("--rows", "Rows.", 1, 20) }.Parse(["--rows", text]);
}
