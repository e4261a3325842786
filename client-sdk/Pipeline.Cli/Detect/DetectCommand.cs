using System.CommandLine;
using Pipeline.Cli.Input;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Nab;
using Pipeline.Ml.Evaluation.Tables;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Streaming;

namespace Pipeline.Cli.Detect;

/// <summary>The command line of <c>detect</c>.</summary>
internal static class DetectCommand
{
    private static readonly Dictionary<string, ForestScoring> Scorings = new()
    {
        ["path"] = ForestScoring.PathLength, ["density"] = ForestScoring.Density, ["blended"] = ForestScoring.Blended,
    };

    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "Comma-separated values, plain or gzip; - for standard input." };
        Option<string> detector = Choice("--detector", "What scores the rows: isolation forest, tail surprise, or both joined.", "joined", "forest", "tail", "joined");
        Option<int> trees = IntegerOption.Create("--trees", "Trees of the forest.", 100, 1, 10_000);
        Option<int> samples = IntegerOption.Create("--samples", "Rows that each tree sees.", 256, 2, 65_536);
        Option<string?> scoring = new("--scoring") { Description = "What the forest's score is made of. Default: the detector's own choice, path for the plain forest." };
        scoring.AcceptOnlyFromAmong([.. Scorings.Keys]);
        Option<double?> rangeWeighted = NumberOption.Create("--range-weighted", "Share of the trees that pick a split's column by its range, all of them if no share is given.", 0, 1, bare: 1);
        Option<double?> tailShare = NumberOption.Create("--tail-share", "Share of the false alarms that the tail may cause, if joined. Default: 0.1.", 0, 0.99);
        Option<int> seeds = IntegerOption.Create(
            "--seeds", "Fits with a seed each, the first one's scores are shown; 1 without labels or with --stream unless given.", DetectOptions.SeedsWithLabels, 1, 1_000);
        Option<int> seed = IntegerOption.Create("--seed", "The first seed.", 1, 0, int.MaxValue);
        Option<int> threads = IntegerOption.Create("--threads", "Threads for fitting and scoring.", 1, 1, 256);
        Option<double?> contamination = NumberOption.Create("--contamination", "Share of rows to flag.", 0, 0.5);
        Option<string?> label = new("--label") { Description = "Column that says which rows are anomalies. Default: a column named label." };
        Option<string[]> ignore = new("--ignore") { Description = "Column to leave out; may be given again.", DefaultValueFactory = _ => [] };
        Option<bool> ignoreText = new("--ignore-text") { Description = "Leave out every column that holds text, and say which." };
        Option<string> header = Choice("--header", "Whether the first line names the columns; auto: if anything in it is no number.", "auto", "auto", "yes", "no");
        Option<int> top = IntegerOption.Create("--top", "Most anomalous rows shown.", 10, 0, 10_000);
        Option<int> causes = IntegerOption.Create("--causes", "Causes shown of each row.", 3, 1, 1_000);
        Option<string?> svg = new("--svg") { Description = "File for a picture of the score distribution." };
        Option<string?> scores = new("--scores") { Description = "File for the score of every row, as comma-separated values." };
        Option<bool> stream = new("--stream") { Description = "FILE is a time series (timestamp,value) or a folder of them, scored as if its rows were just arriving." };
        Option<string?> labels = new("--labels") { Description = "With --stream: a JSON file of labelled windows by series, as the Numenta benchmark has them." };

        Command detect = new("detect", "Find the anomalous rows of a table and say why; with labels, measure how well. The last line is one JSON object.")
        {
            file, detector, trees, samples, scoring, rangeWeighted, tailShare, seeds, seed, threads, contamination, label, ignore, ignoreText, header, top, causes, svg, scores, stream, labels,
        };
        Option[] ofForests = [trees, samples, scoring, rangeWeighted];
        Option[] ofTablesOnly = [scoring, rangeWeighted, tailShare, threads, contamination, label, ignore, ignoreText, header, causes, svg, scores];
        detect.Validators.Add(result =>
        {
            bool isStream = result.GetValue(stream);
            if (isStream && ofTablesOnly.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } ofTable)
                result.AddError($"{ofTable.Name} is for tables, not for --stream.");
            // The text, for the value of a detector that does not exist is an exception.
            string chosen = result.GetResult(detector)?.Tokens is [var token] ? token.Value : "joined";
            if (chosen == "tail" && ofForests.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } ofForest)
                result.AddError($"{ofForest.Name} is for the forest, which --detector tail does without.");
            if (chosen is "tail" or "forest" && result.GetValue(tailShare) is not null)
                result.AddError("--tail-share is for --detector joined.");
            if (result.GetValue(ignoreText) && result.GetValue(file) == InputFile.StandardInput)
                result.AddError("--ignore-text reads the file again, which standard input does not allow.");
            if (isStream && result.GetResult(seeds) is { Implicit: false } && result.GetValue(seeds) > 1 && result.GetValue(labels) is null)
                result.AddError("--seeds measures how much a seed matters, which takes --labels.");
            if (!isStream && result.GetValue(labels) is not null)
                result.AddError("--labels is for --stream; --label names a table's column of labels.");

            string? input = result.GetValue(file);
            if (IsSame(input, result.GetValue(svg)) || IsSame(input, result.GetValue(scores)))
                result.AddError("The output would overwrite the input.");
            else if (IsSame(result.GetValue(svg), result.GetValue(scores)))
                result.AddError("--svg and --scores name the same file.");
        });
        detect.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(stream))
            {
                StreamEvaluationOptions streaming = new()
                {
                    Path = parsed.GetRequiredValue(file),
                    LabelsPath = parsed.GetValue(labels),
                    TopCount = Math.Min(parsed.GetValue(top), StreamEvaluation.MaxTopCount),
                    Detector = new StreamingDetectorOptions
                    {
                        Evidence = Enum.Parse<StreamingEvidence>(parsed.GetRequiredValue(detector), ignoreCase: true),
                        Forest = new IsolationForestOptions
                        {
                            TreeCount = parsed.GetValue(trees), SubsampleSize = parsed.GetValue(samples), Seed = parsed.GetValue(seed),
                        },
                    },
                };
                int seedCount = parsed.GetResult(seeds) is { Implicit: false } ? parsed.GetValue(seeds) : 1;
                return Task.FromResult(StreamRun.Run(streaming, seedCount, Console.Out, Console.Error, cancellationToken));
            }

            DetectOptions options = new()
            {
                File = parsed.GetRequiredValue(file),
                Table = new FeatureTableOptions
                {
                    Header = parsed.GetValue(header) switch { "yes" => TableHeader.Present, "no" => TableHeader.Absent, _ => TableHeader.Detect },
                    Label = parsed.GetValue(label),
                    Ignored = parsed.GetRequiredValue(ignore),
                },
                IgnoreText = parsed.GetValue(ignoreText),
                DetectorName = parsed.GetRequiredValue(detector),
                Detector = new DetectorOptions
                {
                    Kind = Enum.Parse<DetectorKind>(parsed.GetRequiredValue(detector), ignoreCase: true),
                    TreeCount = parsed.GetValue(trees),
                    SubsampleSize = parsed.GetValue(samples),
                    Scoring = parsed.GetValue(scoring) is { } name ? Scorings[name] : null,
                    RangeWeightedShare = parsed.GetValue(rangeWeighted),
                    TailShare = parsed.GetValue(tailShare),
                    ThreadCount = parsed.GetValue(threads),
                },
                Seeds = parsed.GetResult(seeds) is { Implicit: false } ? parsed.GetValue(seeds) : null,
                Seed = parsed.GetValue(seed),
                Contamination = parsed.GetValue(contamination),
                Top = parsed.GetValue(top),
                Causes = parsed.GetValue(causes),
                Svg = parsed.GetValue(svg),
                Scores = parsed.GetValue(scores),
            };
            return Task.FromResult(Run(options, Console.Out, Console.Error, !Console.IsOutputRedirected, cancellationToken));
        });
        return detect;
    }

    /// <summary>Runs, and says in one line on <paramref name="errors"/> why it could not.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(DetectOptions options, TextWriter output, TextWriter errors, bool isTerminal, CancellationToken cancellationToken)
    {
        try
        {
            new DetectRun(options, output, TimeProvider.System).Run(isTerminal, cancellationToken);
            return ExitCodes.Success;
        }
        catch (TableFormatException exception)
        {
            return Fail(errors, $"{options.File}: {exception.Message}{Hint(exception.TextColumns)}");
        }
        catch (InvalidDataException exception)
        {
            return Fail(errors, $"{options.File}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(errors, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(errors, "stopped");
        }
    }

    private static string Hint(IReadOnlyList<string> columns) => columns.Count == 0
        ? ""
        : $" To leave out: {string.Join(' ', columns.Select(static column => $"--ignore {(column.All(char.IsLetterOrDigit) ? column : $"'{column}'")}"))}";

    private static int Fail(TextWriter errors, string message)
    {
        errors.WriteLine($"pipeline detect: {message}");
        return ExitCodes.Failure;
    }

    private static Option<string> Choice(string name, string description, string preset, params string[] values)
    {
        Option<string> option = new(name) { Description = description, DefaultValueFactory = _ => preset };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    private static bool IsSame(string? one, string? other) =>
        one is { Length: > 0 } and not InputFile.StandardInput && other is { Length: > 0 } && Path.GetFullPath(one) == Path.GetFullPath(other);
}
