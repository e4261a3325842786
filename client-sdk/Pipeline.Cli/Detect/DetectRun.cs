using Pipeline.Cli.Input;
using Pipeline.Ml.Evaluation.Charts;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Metrics;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Cli.Detect;

/// <summary>The whole of <c>detect</c>: reads the file, runs the detector, writes what was asked for.</summary>
internal sealed class DetectRun(DetectOptions options, TextWriter output, TimeProvider clock)
{
    /// <exception cref="TableFormatException">The file is not a table of numbers.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public void Run(bool isTerminal, CancellationToken cancellationToken)
    {
        RequireFolder(options.Svg);
        RequireFolder(options.Scores);
        FeatureTable table = Read(cancellationToken);
        int seeds = options.Seeds ?? (table.Labels is null ? 1 : DetectOptions.SeedsWithLabels);
        DetectionOptions detection = new()
        {
            SeedCount = seeds, Seed = options.Seed, TopCount = options.Top, Contamination = options.Contamination,
        };
        DetectView view = new(options, table, output, isTerminal);
        view.WriteTitle();
        DetectionResult result = new DetectionRun(DetectorFactory.Create(options.Detector), detection, clock).Run(table, null, cancellationToken);
        view.WriteQuality(result);
        view.WriteTop(result);
        view.WriteSpeed(result);
        WriteFiles(table, result);
        output.WriteLine(new DetectReport(options, table, result).ToJson());
    }

    /// <summary>Better said before the work than after it.</summary>
    private static void RequireFolder(string? path)
    {
        if (path is not null && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
    }

    private FeatureTable Read(CancellationToken cancellationToken)
    {
        using InputFile file = InputFile.Open(options.File, cancellationToken);
        using Stream content = file.OpenContent();
        return FeatureTableReader.Read(content, options.Table);
    }

    private void WriteFiles(FeatureTable table, DetectionResult result)
    {
        if (options.Svg is { } svg)
        {
            File.WriteAllText(svg, Draw(table, result));
            output.WriteLine($"picture of the score distribution: {svg}");
        }
        else
        {
            output.WriteLine("--svg FILE draws the score distribution.");
        }

        if (options.Scores is { } scores)
        {
            using StreamWriter writer = new(scores);
            ScoresFile.Write(writer, table, result);
            output.WriteLine($"scores of all rows: {scores}");
        }
    }

    private string Draw(FeatureTable table, DetectionResult result)
    {
        string name = options.File == InputFile.StandardInput ? "standard input" : Path.GetFileName(options.File);
        string quality = result.RocAucs is { Length: > 0 } aucs ? $", ROC AUC {DetectFormat.Quality(SampleStatistics.Mean(aucs))}" : "";
        return new ScoreDistributionChart(new ScoreHistogram(result.Scores, table.Labels, ScoreDistributionChart.BinCount))
        {
            Title = $"{name}: anomaly scores of {DetectFormat.Count(table.Features.RowCount, "row")}",
            Subtitle = $"{DetectFormat.Detector(options, table)}{quality}",
            Threshold = result.Threshold ?? (result.Top.Count > 0 ? result.Top[^1].Score : null),
            ThresholdLabel = result.Threshold is null ? $"top {result.Top.Count} from" : "threshold",
        }.ToSvg();
    }
}
