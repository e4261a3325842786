using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Pipeline.Cli.Detect;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Detect;

/// <summary>What <c>detect</c> prints and writes of a table with planted anomalies.</summary>
public sealed class DetectRunTests : IDisposable
{
    private const int RowCount = 400;

    /// <summary>Lines of the planted rows, whose second column is far above all others.</summary>
    private static readonly int[] Planted = [52, 152, 302];

    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _directory.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void Run_Labels_FindsThePlantedRowsWithTheirCause()
    {
        JsonElement json = Run(new DetectOptions { File = WriteTable(withLabels: true), Detector = Forest, DetectorName = "forest", Top = 3, Causes = 1 });
        string[][] rows = [.. Lines().SkipWhile(static line => !line.StartsWith("line", StringComparison.Ordinal)).Skip(1).Take(3).Select(Words)];
        Assert.Equal(Planted, rows.Select(static row => int.Parse(row[0], CultureInfo.InvariantCulture)).Order());
        Assert.All(rows, static row => Assert.Equal(["anomaly", "calls", "847", "above"], row[2..6]));
        Assert.Equal(1, json.GetProperty("auc_mean").GetDouble());
        Assert.Equal(0, json.GetProperty("auc_std").GetDouble());
        Assert.Equal(1, json.GetProperty("ap_mean").GetDouble());
        Assert.Equal(10, json.GetProperty("seeds").GetInt32());
        Assert.Equal(3, json.GetProperty("anomalies").GetInt32());
        Assert.Equal(11, Lines().Count(static line => Words(line) is [_, "1.0000", "1.0000"]));
    }

    /// <summary>The default: the planted value is far beyond what the rest of the table has.</summary>
    [Theory]
    [InlineData(DetectorKind.Joined, 50)]
    [InlineData(DetectorKind.Tail, null)]
    public void Run_OtherDetectors_TellPValues(DetectorKind kind, int? trees)
    {
        DetectorOptions detector = new() { Kind = kind, TreeCount = 50 };
        JsonElement json = Run(new DetectOptions { File = WriteTable(withLabels: true, 152), Detector = detector, Seeds = 2, Top = 1, Causes = 1 });
        string[] row = Words(Lines().SkipWhile(static line => !line.TrimStart().StartsWith("line", StringComparison.Ordinal)).ElementAt(1));
        Assert.Equal(["152", "anomaly", "calls", "847", "above"], [row[0], .. row[3..7]]);
        Assert.InRange(double.Parse(row[2].TrimStart('<'), CultureInfo.InvariantCulture), 0, 1e-6);
        Assert.Equal(1, json.GetProperty("auc_mean").GetDouble());
        Assert.Equal(trees, json.GetProperty("trees").ValueKind == JsonValueKind.Null ? null : json.GetProperty("trees").GetInt32());
    }

    [Fact]
    public void Run_NoLabels_IsOneFitWithoutQuality()
    {
        JsonElement json = Run(new DetectOptions { File = WriteTable(withLabels: false), Detector = Forest, DetectorName = "forest" });
        Assert.Equal(RowCount, json.GetProperty("rows").GetInt32());
        Assert.Equal(3, json.GetProperty("features").GetInt32());
        Assert.Equal(1, json.GetProperty("seeds").GetInt32());
        foreach (string absent in (string[])["auc_mean", "auc_std", "ap_mean", "anomalies", "threshold"])
            Assert.Equal(JsonValueKind.Null, json.GetProperty(absent).ValueKind);
        Assert.True(json.GetProperty("fit_ms").GetDouble() > 0);
        Assert.True(json.GetProperty("score_rows_per_second").GetDouble() > 0);
        Assert.DoesNotContain("ROC AUC", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Contamination_FlagsAndWritesEveryScore()
    {
        string scores = _directory.File("scores.csv");
        Run(new DetectOptions { File = WriteTable(withLabels: true), Detector = Forest, Seeds = 1, Contamination = 0.0075, Scores = scores });
        string[] lines = File.ReadAllLines(scores);
        Assert.Equal("line,score,flagged,label", lines[0]);
        Assert.Equal(RowCount, lines.Length - 1);
        string[][] flagged = [.. lines.Skip(1).Select(static line => line.Split(',')).Where(static fields => fields[2] == "1")];
        Assert.Equal(Planted, flagged.Select(static fields => int.Parse(fields[0], CultureInfo.InvariantCulture)));
        Assert.All(flagged, static fields => Assert.Equal("1", fields[3]));
        Assert.Contains("3 of them labelled as anomalies", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Svg_DrawsBothKindsAndTheCut()
    {
        string svg = _directory.File("scores.svg");
        Run(new DetectOptions { File = WriteTable(withLabels: true), Detector = Forest, DetectorName = "forest", Seeds = 1, Top = 3, Svg = svg });
        string picture = File.ReadAllText(svg);
        Assert.Contains("table.csv: anomaly scores of 400 rows", picture, StringComparison.Ordinal);
        Assert.Contains(">top 3 from 0.", picture, StringComparison.Ordinal);
        Assert.Contains("class=\"anomaly\"", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Gzip_IsTheSameTable()
    {
        string plain = WriteTable(withLabels: true);
        string compressed = plain + ".gz";
        using (GZipStream gzip = new(File.Create(compressed), CompressionLevel.Fastest))
            gzip.Write(File.ReadAllBytes(plain));
        double Mean(string file) => Run(new DetectOptions { File = file, Detector = Forest, Seeds = 2 }).GetProperty("auc_mean").GetDouble();
        Assert.Equal(Mean(plain), Mean(compressed));
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\n1,2\n1,2\n1,2\n")]
    [InlineData("a,b\n,\n,\n")]
    [InlineData("a,label\n1,1\n2,1\n")]
    public void Run_LittleToSee_StillAnswers(string text)
    {
        string file = _directory.File("little.csv");
        File.WriteAllText(file, text);
        Assert.Equal(JsonValueKind.Null, Run(new DetectOptions { File = file, Detector = Forest }).GetProperty("auc_mean").ValueKind);
    }

    [Theory]
    [InlineData(1, "--contamination", "0.6")]
    [InlineData(1, "--contamination", "none")]
    [InlineData(1, "--detector", "magic")]
    [InlineData(1, "--trees", "0")]
    [InlineData(1, "--svg", "table.csv")]
    [InlineData(0, "--trees", "50")]
    public void CommandLine_WhatCannotBe_IsRefused(int errorCount, string option, string value) =>
        Assert.Equal(errorCount, DetectCommand.Create().Parse(["table.csv", option, value]).Errors.Count);

    [Theory]
    [InlineData("--detector", "tail", "--trees", "10")]
    [InlineData("--detector", "tail", "--scoring", "density")]
    [InlineData("--detector", "forest", "--tail-share", "0.5")]
    public void CommandLine_OptionsWithoutEffect_AreRefused(params string[] arguments) =>
        Assert.Single(DetectCommand.Create().Parse(["table.csv", .. arguments]).Errors);

    [Fact]
    public void Run_IgnoreText_LeavesOutWhatIsNoNumberAndSaysSo()
    {
        string file = _directory.File("mixed.csv");
        File.WriteAllText(file, "time,calls,city\n2026-01-01,3,Rome\n2026-01-02,4,-\n2026-01-03,3,Oslo\n");
        JsonElement json = Run(new DetectOptions { File = file, IgnoreText = true, Detector = Forest, DetectorName = "forest" });

        Assert.Equal(1, json.GetProperty("features").GetInt32());
        Assert.Contains("left out, because they hold text: time, city", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AllRowsAlike_FlagsNone()
    {
        string file = _directory.File("alike.csv");
        File.WriteAllText(file, $"a,b\n{string.Concat(Enumerable.Repeat("1,2\n", 100))}");
        JsonElement json = Run(new DetectOptions { File = file, Contamination = 0.05 });

        Assert.Equal(0, json.GetProperty("flagged").GetInt32());
        Assert.Contains("flagged: none", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Could not find file")]
    [InlineData("", "the file is empty")]
    [InlineData("city,a\nRome,1\n", "no number in column 'city' ('Rome'). To leave out: --ignore city")]
    [InlineData("a,label\n1,many\n", "label column 'label': 'many' is neither 1")]
    public void Run_FileThatIsNoTable_FailsWithOneLine(string? text, string message)
    {
        string file = _directory.File("given.csv");
        if (text is not null)
            File.WriteAllText(file, text);
        using StringWriter errors = new();
        Assert.Equal(ExitCodes.Failure, DetectCommand.Run(new DetectOptions { File = file }, _output, errors, isTerminal: false, CancellationToken.None));
        Assert.Contains(message, errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().TrimEnd().Split('\n'));
    }

    private static DetectorOptions Forest => new() { Kind = DetectorKind.Forest, TreeCount = 50 };

    private JsonElement Run(DetectOptions options)
    {
        new DetectRun(options, _output, TimeProvider.System).Run(isTerminal: false, CancellationToken.None);
        using JsonDocument json = JsonDocument.Parse(Lines()[^1]);
        return json.RootElement.Clone();
    }

    private string[] Lines() => _output.ToString().TrimEnd().Split('\n');

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string WriteTable(bool withLabels, params int[] planted)
    {
        planted = planted.Length > 0 ? planted : Planted;
        Random random = new(1);
        StringBuilder text = new(withLabels ? "ms,calls,size,label\n" : "ms,calls,size\n");
        for (int row = 0; row < RowCount; row++)
        {
            bool isPlanted = planted.Contains(row + 2);
            text.Append(CultureInfo.InvariantCulture, $"{20 + random.NextDouble()},{(isPlanted ? 847 : random.Next(1, 10))},{random.Next(100)}");
            text.Append(withLabels ? isPlanted ? ",1\n" : ",0\n" : "\n");
        }

        string file = _directory.File("table.csv");
        File.WriteAllText(file, text.ToString());
        return file;
    }
}
