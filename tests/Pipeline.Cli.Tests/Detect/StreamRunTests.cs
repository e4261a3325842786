using System.Globalization;
using System.Text.Json;
using Pipeline.Cli.Detect;
using Pipeline.Ml.Evaluation.Nab;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Detect;

/// <summary>What <c>detect --stream</c> prints of a series with one excursion.</summary>
public sealed class StreamRunTests : IDisposable
{
    private static readonly DateTime Start = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _directory.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Run_Labels_FindsTheWindowAndEndsWithJson()
    {
        string data = Directory.CreateDirectory(_directory.File("data/made")).Parent!.FullName;
        WriteSeries(Path.Combine(data, "made", "one.csv"));
        string labels = _directory.File("windows.json");
        File.WriteAllText(labels, $"{{\"made/one.csv\": [[\"{TimeOf(1495)}\", \"{TimeOf(1520)}\"]]}}");

        int exitCode = StreamRun.Run(new StreamEvaluationOptions { Path = data, LabelsPath = labels, TopCount = 3 }, 2, _output, _errors, CancellationToken.None);

        Assert.Equal((0, ""), (exitCode, _errors.ToString()));
        JsonElement json = LastLine();
        Assert.Equal((2000, 1, 1, 1), (Int("rows"), Int("series"), Int("windows"), Int("found")));
        Assert.InRange(json.GetProperty("nab_standard").GetDouble(), 50, 100);
        Assert.Equal(2, Int("seeds"));
        Assert.InRange(json.GetProperty("nab_mean").GetDouble(), 50, 100);

        int Int(string name) => json.GetProperty(name).GetInt32();
    }

    [Fact]
    public void Run_OneFileWithoutLabels_ListsWhatStoodOut()
    {
        string file = _directory.File("one.csv");
        WriteSeries(file);
        int exitCode = StreamRun.Run(new StreamEvaluationOptions { Path = file, TopCount = 1 }, 1, _output, _errors, CancellationToken.None);

        Assert.Equal(0, exitCode);
        Assert.Contains($"{Start.AddMinutes(5 * 1500):yyyy-MM-dd HH:mm:ss}", _output.ToString(), StringComparison.Ordinal);
        Assert.False(LastLine().TryGetProperty("nab_standard", out _));
    }

    [Fact]
    public void Run_BrokenFile_IsOneLineWithPlace()
    {
        string file = _directory.File("broken.csv");
        File.WriteAllText(file, "timestamp,value\n2026-03-01 00:00:00,1\nyesterday,2\n");
        int exitCode = StreamRun.Run(new StreamEvaluationOptions { Path = file }, 1, _output, _errors, CancellationToken.None);

        Assert.Equal(1, exitCode);
        Assert.Contains("broken.csv:3", _errors.ToString(), StringComparison.Ordinal);
        Assert.Single(_errors.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public void Run_NoSuchPath_SaysSo()
    {
        Assert.Equal(1, StreamRun.Run(new StreamEvaluationOptions { Path = _directory.File("none") }, 1, _output, _errors, CancellationToken.None));
        Assert.Contains("none", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--stream is not for --svg", "data", "--stream", "--svg", "x.svg")]
    [InlineData("labels without stream", "data", "--labels", "x.json")]
    [InlineData("seeds without labels", "data", "--stream", "--seeds", "3")]
    [InlineData("standard input twice", "-", "--stream", "--labels", "x.json", "--seeds", "3")]
    public void OptionsThatDoNotGoTogether_AreRefused(string what, params string[] arguments) =>
        Assert.True(DetectCommand.Create().Parse(arguments).Errors.Count > 0, what);

    private static string TimeOf(int row) => Start.AddMinutes(5 * row).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    // Noise about 10, and twelve rows at 30.
    private static void WriteSeries(string path)
    {
        Random random = new(4);
        using StreamWriter writer = new(path);
        writer.WriteLine("timestamp,value");
        for (int row = 0; row < 2000; row++)
        {
            double value = (row is >= 1500 and < 1512 ? 30 : 10) + random.NextDouble();
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Start.AddMinutes(5 * row):yyyy-MM-dd HH:mm:ss},{value:F4}"));
        }
    }

    private JsonElement LastLine() => JsonDocument.Parse(_output.ToString().TrimEnd().Split('\n')[^1]).RootElement;
}
