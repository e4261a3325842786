using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipeline.Ml.Evaluation.Nab;
using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Evaluation.Tests.Nab;

public sealed class StreamEvaluationTests : IDisposable
{
    private const int RowCount = 1_500;

    private static readonly StreamingDetectorOptions Fast = new() { Forest = new() { TreeCount = 25, SubsampleSize = 64 } };

    private readonly string _folder = Directory.CreateTempSubdirectory("pipeline-stream-").FullName;

    public StreamEvaluationTests()
    {
        Write("made/spike.csv", seed: 1, row => row == 1_000 ? 90 : 0);
        Write("made/level.csv", seed: 2, row => row >= 1_200 ? 40 : 0);
        Write("made/quiet.csv", seed: 3, _ => 0);
        File.WriteAllText(Labels, $$"""
            {
              "made/spike.csv": [["{{At(980)}}", "{{At(1_080)}}"]],
              "made/level.csv": [["{{At(1_180)}}", "{{At(1_280)}}"]],
              "made/quiet.csv": []
            }
            """);
    }

    private string Labels => Path.Combine(_folder, "labels.json");

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_LabelledFolder_FindsWhatWasPlanted()
    {
        var output = new StringWriter();
        var shares = new List<double>();

        StreamEvaluationResult result = StreamEvaluation.Run(
            new StreamEvaluationOptions { Path = Data, LabelsPath = Labels, Detector = Fast }, output, new Recorder(shares));

        Assert.True(result.Standard!.Score > 85, $"scored {result.Standard.Score}");
        Assert.Equal(2, result.Standard.Series.Sum(s => s.FoundCount));
        Assert.Equal(3 * RowCount, result.RowCount);
        Assert.Equal(["made/level.csv", "made/spike.csv"], result.Top.Take(2).Select(alarm => alarm.Series).Order());
        Assert.All(result.Top.Take(2), alarm => Assert.True(alarm.IsLabelled));
        Assert.Equal(10, result.Top.Count);
        Assert.Equal(1.0, shares[^1]);
        Assert.Equal(shares.Order(), shares);
        Assert.Contains("made/spike.csv", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("windowed Gaussian", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PlantedSpike_SaysWhenAndWhy()
    {
        StreamEvaluationResult result = StreamEvaluation.Run(
            new StreamEvaluationOptions { Path = Path.Combine(Data, "made", "spike.csv"), Detector = Fast, TopCount = 1 });

        SeriesAlarm alarm = Assert.Single(result.Top);
        Assert.Equal(Corpora.TimeOf(1_000), alarm.Timestamp);
        Assert.StartsWith("value high: ", alarm.Cause, StringComparison.Ordinal);
        Assert.Contains(", usual ", alarm.Cause, StringComparison.Ordinal);
        Assert.Null(alarm.IsLabelled);
        Assert.Null(result.Standard);
    }

    [Fact]
    public void Run_AlarmsOfNoise_StandApart()
    {
        var output = new StringWriter();

        StreamEvaluationResult result = StreamEvaluation.Run(
            new StreamEvaluationOptions { Path = Path.Combine(Data, "made", "spike.csv"), Detector = Fast }, output);

        string[] lines = output.ToString().Split(output.NewLine);
        int apart = Array.FindIndex(lines, line => line.StartsWith("Below 8", StringComparison.Ordinal));
        int pages = result.Top.Count(alarm => alarm.Score >= StreamEvaluation.PageLevel);
        Assert.InRange(pages, 1, 9);
        Assert.Contains("8 or more", lines[apart - pages - 1], StringComparison.Ordinal);
        Assert.Contains("value high: ", lines[apart - pages], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SeriesShorterThanTheWarmUp_SaysSo()
    {
        string path = Path.Combine(Data, "made", "short.csv");
        File.WriteAllLines(path, ["time,value", .. Enumerable.Range(0, 50).Select(i => $"{1_700_000_000 + (60 * i)},{i % 7}")]);
        var output = new StringWriter();

        StreamEvaluationResult result = StreamEvaluation.Run(new StreamEvaluationOptions { Path = path, Detector = Fast }, output);

        Assert.Empty(result.Top);
        Assert.Contains("made/short.csv: 50 rows, the first 100 only warm up", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SeveralColumns_AreScoredApart()
    {
        string path = Path.Combine(Data, "made", "two.csv");
        var random = new Random(5);
        File.WriteAllLines(path, ["time,calm,wild", .. Enumerable.Range(0, 400).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{1_700_000_000L + (60 * i)},{random.NextDouble():F3},{random.NextDouble() + (i == 300 ? 50 : 0):F3}"))]);

        StreamEvaluationResult result = StreamEvaluation.Run(new StreamEvaluationOptions { Path = path, Detector = Fast, TopCount = 1 });

        Assert.Equal((2, 800L), (result.SeriesCount, result.RowCount));
        Assert.Equal("made/two.csv:wild", Assert.Single(result.Top).Series);
    }

    [Fact]
    public void ToJson_WithLabels_HasTheFigures()
    {
        StreamEvaluationResult result = StreamEvaluation.Run(new StreamEvaluationOptions { Path = Data, LabelsPath = Labels, Detector = Fast });

        using JsonDocument json = JsonDocument.Parse(result.ToJson());
        Assert.DoesNotContain('\n', result.ToJson());
        Assert.Equal(3 * RowCount, json.RootElement.GetProperty("rows").GetInt64());
        Assert.Equal(3, json.RootElement.GetProperty("series").GetInt32());
        Assert.Equal(result.Standard!.Score, json.RootElement.GetProperty("nab_standard").GetDouble(), 2);
        Assert.Equal(result.Standard.Threshold, json.RootElement.GetProperty("threshold").GetDouble(), 3);
        Assert.True(json.RootElement.GetProperty("rows_per_second").GetDouble() > 0);
        Assert.True(json.RootElement.TryGetProperty("nab_windowed_gaussian", out _));
        Assert.True(json.RootElement.TryGetProperty("nab_random", out _));
    }

    [Fact]
    public void ToJson_WithoutLabels_LeavesScoresOut()
    {
        StreamEvaluationResult result = StreamEvaluation.Run(new StreamEvaluationOptions { Path = Data, Detector = Fast });

        using JsonDocument json = JsonDocument.Parse(result.ToJson());
        Assert.False(json.RootElement.TryGetProperty("nab_standard", out _));
        Assert.Equal(3, json.RootElement.GetProperty("series").GetInt32());
    }

    [Fact]
    public void Run_SeriesWithoutLabels_NamesFileAndSeries()
    {
        File.WriteAllText(Labels, "{}");

        var e = Assert.Throws<InvalidDataException>(() => StreamEvaluation.Run(new StreamEvaluationOptions { Path = Data, LabelsPath = Labels }));

        Assert.Contains("labels.json", e.Message, StringComparison.Ordinal);
        Assert.Contains("made/level.csv", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WindowBesideTheSeries_NamesFileAndSeries()
    {
        File.WriteAllText(Labels, """{ "made/spike.csv": [["1999-01-01", "1999-01-02"]], "made/level.csv": [], "made/quiet.csv": [] }""");

        var e = Assert.Throws<InvalidDataException>(() => StreamEvaluation.Run(new StreamEvaluationOptions { Path = Data, LabelsPath = Labels }));

        Assert.Contains("made/spike.csv", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NothingLabelled_SaysSo()
    {
        File.WriteAllText(Labels, """{ "made/spike.csv": [], "made/level.csv": [], "made/quiet.csv": [] }""");

        var e = Assert.Throws<InvalidDataException>(() => StreamEvaluation.Run(new StreamEvaluationOptions { Path = Data, LabelsPath = Labels }));

        Assert.Contains("labels.json", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            StreamEvaluation.Run(new StreamEvaluationOptions { Path = Data, Detector = Fast }, cancellationToken: cancellation.Token));
    }

    [Fact]
    public void Score_PrefixOfASeries_GivesThePrefixOfTheScores()
    {
        TimeSeries series = TimeSeriesReader.Read(Path.Combine(Data, "made", "spike.csv"))[0];

        double[] whole = Scores(series, RowCount);
        double[] prefix = Scores(series, 1_111);

        Assert.Equal(whole[..1_111], prefix);
    }

    private static double[] Scores(TimeSeries series, int rowCount)
    {
        var detector = new SeriesDetector(Fast);
        return [.. Enumerable.Range(0, rowCount).Select(row => detector.Score(series.Timestamps[row], series.Values[row]))];
    }

    private static string At(int row) => Corpora.TimeOf(row).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>Noise between 0 and 10 around 50, and what is planted.</summary>
    private void Write(string name, int seed, Func<int, double> planted)
    {
        var random = new Random(seed);
        var text = new StringBuilder("timestamp,value\n");
        for (int row = 0; row < RowCount; row++)
        {
            double value = 50 + (10 * random.NextDouble()) + planted(row);
            text.Append(CultureInfo.InvariantCulture, $"{Corpora.TimeOf(row):yyyy-MM-dd HH:mm:ss},{value:R}\n");
        }

        string path = Path.Combine(Data, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text.ToString());
    }

    private sealed class Recorder(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }
}
