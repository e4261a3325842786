using System.CommandLine;
using Pipeline.Cli.Input;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Nab;
using Pipeline.Ml.Evaluation.Tables;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Streaming;

namespace Pipeline.Cli.Detect;

/// <summary>What <c>detect</c> takes on its command line, and how it becomes options. What does not go together is in the other part.</summary>
internal sealed partial class DetectArguments
{
    private static readonly Dictionary<string, ForestScoring> Scorings = new()
    {
        ["path"] = ForestScoring.PathLength, ["density"] = ForestScoring.Density, ["blended"] = ForestScoring.Blended,
    };

    private readonly Argument<string> _file = new("FILE") { Description = "Comma-separated values, plain or gzip; - for standard input." };
    private readonly Option<string> _detector = Choice("--detector", "What scores the rows: isolation forest, tail surprise, or both joined.", "joined", "forest", "tail", "joined");
    private readonly Option<int> _trees = IntegerOption.Create("--trees", "Trees of the forest.", 100, 1, 10_000);
    private readonly Option<int> _samples = IntegerOption.Create("--samples", "Rows that each tree sees.", 256, 2, 65_536);
    private readonly Option<string?> _scoring = new("--scoring") { Description = "What the forest's score is made of. Default: the detector's own choice, path for the plain forest." };
    private readonly Option<double?> _rangeWeighted = NumberOption.Create("--range-weighted", "Share of the trees that pick a split's column by its range, all of them if no share is given.", 0, 1, bare: 1);
    private readonly Option<double?> _tailShare = NumberOption.Create("--tail-share", "Share of the false alarms that the tail may cause, if joined. Default: 0.1.", 0, 0.99);
    private readonly Option<int> _seeds = IntegerOption.Create(
        "--seeds", "Fits with a seed each, the first one's scores are shown; 1 without labels or with --stream unless given.", DetectOptions.SeedsWithLabels, 1, 1_000);
    private readonly Option<int> _seed = IntegerOption.Create("--seed", "The first seed.", 1, 0, int.MaxValue);
    private readonly Option<int> _threads = IntegerOption.Create("--threads", "Threads for fitting and scoring.", 1, 1, 256);
    private readonly Option<double?> _contamination = NumberOption.Create("--contamination", "Share of rows to flag.", 0, 0.5);
    private readonly Option<string?> _label = new("--label") { Description = "Column that says which rows are anomalies. Default: a column named label." };
    private readonly Option<string[]> _ignore = new("--ignore") { Description = "Column to leave out; may be given again.", DefaultValueFactory = _ => [] };
    private readonly Option<bool> _ignoreText = new("--ignore-text") { Description = "Leave out every column that holds text, and say which." };
    private readonly Option<string> _header = Choice("--header", "Whether the first line names the columns; auto: if anything in it is no number.", "auto", "auto", "yes", "no");
    private readonly Option<int> _top = IntegerOption.Create("--top", "Most anomalous rows shown.", 10, 0, 10_000);
    private readonly Option<int> _causes = IntegerOption.Create("--causes", "Causes shown of each row.", 3, 1, 1_000);
    private readonly Option<string?> _svg = new("--svg") { Description = "File for a picture of the score distribution." };
    private readonly Option<string?> _scores = new("--scores") { Description = "File for the score of every row, as comma-separated values." };
    private readonly Option<bool> _stream = new("--stream") { Description = "FILE holds time series (a column of times, then values), or - or a folder does; scored as if the rows were just arriving." };
    private readonly Option<string?> _labels = new("--labels") { Description = "With --stream: a JSON file of labelled windows by series, as the Numenta benchmark has them." };

    public DetectArguments() => _scoring.AcceptOnlyFromAmong([.. Scorings.Keys]);

    public void AddTo(Command detect)
    {
        detect.Arguments.Add(_file);
        Option[] options =
        [
            _detector, _trees, _samples, _scoring, _rangeWeighted, _tailShare, _seeds, _seed, _threads, _contamination, _label, _ignore,
            _ignoreText, _header, _top, _causes, _svg, _scores, _stream, _labels,
        ];
        foreach (Option option in options)
            detect.Options.Add(option);
    }

    public bool IsStream(ParseResult parsed) => parsed.GetValue(_stream);

    /// <summary>Null where the number is left to the program.</summary>
    public int? SeedsIfGiven(ParseResult parsed) => parsed.GetResult(_seeds) is { Implicit: false } ? parsed.GetValue(_seeds) : null;

    /// <summary>Of time series.</summary>
    public StreamEvaluationOptions ReadStream(ParseResult parsed) => new()
    {
        Path = parsed.GetRequiredValue(_file),
        LabelsPath = parsed.GetValue(_labels),
        TopCount = Math.Min(parsed.GetValue(_top), StreamEvaluation.MaxTopCount),
        Detector = new StreamingDetectorOptions
        {
            Evidence = Enum.Parse<StreamingEvidence>(parsed.GetRequiredValue(_detector), ignoreCase: true),
            Forest = new IsolationForestOptions
            {
                TreeCount = parsed.GetValue(_trees), SubsampleSize = parsed.GetValue(_samples), Seed = parsed.GetValue(_seed),
            },
        },
    };

    /// <summary>Of a table.</summary>
    public DetectOptions ReadTable(ParseResult parsed) => new()
    {
        File = parsed.GetRequiredValue(_file),
        Table = new FeatureTableOptions
        {
            Header = parsed.GetValue(_header) switch { "yes" => TableHeader.Present, "no" => TableHeader.Absent, _ => TableHeader.Detect },
            Label = parsed.GetValue(_label),
            Ignored = parsed.GetRequiredValue(_ignore),
        },
        IgnoreText = parsed.GetValue(_ignoreText),
        DetectorName = parsed.GetRequiredValue(_detector),
        Detector = new DetectorOptions
        {
            Kind = Enum.Parse<DetectorKind>(parsed.GetRequiredValue(_detector), ignoreCase: true),
            TreeCount = parsed.GetValue(_trees),
            SubsampleSize = parsed.GetValue(_samples),
            Scoring = parsed.GetValue(_scoring) is { } name ? Scorings[name] : null,
            RangeWeightedShare = parsed.GetValue(_rangeWeighted),
            TailShare = parsed.GetValue(_tailShare),
            ThreadCount = parsed.GetValue(_threads),
        },
        Seeds = SeedsIfGiven(parsed),
        Seed = parsed.GetValue(_seed),
        Contamination = parsed.GetValue(_contamination),
        Top = parsed.GetValue(_top),
        Causes = parsed.GetValue(_causes),
        Svg = parsed.GetValue(_svg),
        Scores = parsed.GetValue(_scores),
    };

    private static Option<string> Choice(string name, string description, string preset, params string[] values)
    {
        Option<string> option = new(name) { Description = description, DefaultValueFactory = _ => preset };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
