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
        RequireWritable(options.Svg);
        RequireWritable(options.Scores);
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
    private static void RequireWritable(string? path)
    {
        if (path is null)
            return;
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        bool isNew = !File.Exists(path);
        File.Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        if (isNew)
            File.Delete(path);
    }

    // With IgnoreText columns that hold text are left out one after the other, until what is left are numbers.
    private FeatureTable Read(CancellationToken cancellationToken)
    {
        if (Directory.Exists(options.File))
            throw new IOException($"'{options.File}' is a folder; --stream reads folders of time series.");
        FeatureTableOptions reading = options.Table;
        List<string> texts = [];
        while (true)
        {
            try
            {
                FeatureTable table = Read(reading, cancellationToken);
                if (texts.Count > 0)
                    output.WriteLine($"left out, because they hold text: {string.Join(", ", texts)}");
                return table;
            }
            catch (TableFormatException exception) when (options.IgnoreText && exception.TextColumns.Any(IsFeature))
            {
                texts.AddRange(exception.TextColumns.Where(IsFeature));
                reading = options.Table with { Ignored = [.. options.Table.Ignored, .. texts] };
            }
        }

        bool IsFeature(string column) =>
            !column.Equals(options.Table.Label ?? "label", StringComparison.OrdinalIgnoreCase) && !reading.Ignored.Contains(column);
    }

    private FeatureTable Read(FeatureTableOptions reading, CancellationToken cancellationToken)
    {
        using InputFile file = InputFile.Open(options.File, cancellationToken);
        using Stream content = file.OpenContent();
        return FeatureTableReader.Read(content, reading);
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
