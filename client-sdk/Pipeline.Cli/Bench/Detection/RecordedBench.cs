using System.Text.Json;
using Pipeline.Cli.Input;
using Pipeline.Detection.Evaluation.Recorded;
using Pipeline.Detection.Evaluation.Scoring;
using Pipeline.Detection.Incidents;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>The part of <c>bench detection</c> that takes a recording with labelled incidents.</summary>
internal static class RecordedBench
{
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public static Action<Utf8JsonWriter> Run(
        string eventsPath, string labelsPath, RecordedOptions options, bool isVerbose, CancellationToken cancellationToken)
    {
        if (options.WindowMs % 1_000 != 0)
            throw new InvalidDataException("--window takes whole seconds");
        using FileStream labelsFile = File.OpenRead(labelsPath);
        IReadOnlyList<IncidentLabel> labels = IncidentLabels.Read(labelsFile);
        RecordedRun run = new(options);
        using InputFile input = InputFile.Open(eventsPath, cancellationToken);
        using LineReader lines = new(input.OpenContent());
        while (lines.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            run.AddLine(lines.Line);
        }

        IReadOnlyList<AnomalyGroup> groups = run.Complete();
        if (run.FirstUnixMs is not { } first)
            throw new InvalidDataException($"the recording has no event{(run.FirstRefusal is { } reason ? $": {reason}" : "")}");
        long judgedFrom = ((first / options.WindowMs) + options.WarmupWindows) * options.WindowMs;
        RecordedScore score = new(labels, groups, options.WindowMs, judgedFrom);
        WriteText(run, score, isVerbose);
        return json => Write(json, score);
    }

    private static void WriteText(RecordedRun run, RecordedScore score, bool isVerbose)
    {
        Console.WriteLine($"{run.EventCount:N0} events of {run.EndpointCount:N0} endpoints, {score.Labels.Count} incidents");
        if (run.RefusedLines > 0)
            Console.WriteLine($"{run.RefusedLines:N0} lines were refused, the first because it {run.FirstRefusal}");
        BenchFigures.PrintLines(score.Lines(), isVerbose);
        Console.WriteLine(
            $"detected {score.Detected}, cause first in {score.CauseFirst}, in three in {score.CauseInThree}; "
            + $"always the most frequent ones: {score.ConstantFirst}, {score.ConstantInThree}");
        Console.WriteLine(
            $"false episodes {score.FalseEpisodes}, before an incident {score.PreIncidentAlarms}, repeated {score.RepeatedAlarms}, "
            + $"tails {score.TailAlarms}, during the warm-up {score.WarmupAlarms}");
    }

    private static void Write(Utf8JsonWriter json, RecordedScore score)
    {
        BenchFigures.WriteFound(json, score.Labels.Count, score.Detected, Interval.OfShare(score.Detected, score.Labels.Count));
        int wrong = score.FalseEpisodes + score.PreIncidentAlarms;
        BenchFigures.WriteShare(json, "precision", Interval.OfShare(score.Detected, score.Detected + wrong));
        BenchFigures.WriteCauses(json, score.CauseFirst, score.CauseInThree);
        BenchFigures.WriteWrongAlarms(json, score.FalseEpisodes, score.PreIncidentAlarms, score.RepeatedAlarms);
        json.WriteNumber("tail_alarms", score.TailAlarms);
        json.WriteNumber("warmup_alarms", score.WarmupAlarms);
        BenchFigures.WriteConstant(json, score.ConstantFirst, score.ConstantInThree);
        BenchFigures.WriteDelay(json, score.MedianDelayWindows);
    }
}
