using System.Text.Json.Nodes;
using Pipeline.Ml.Evaluation.Nab;

namespace Pipeline.Cli.Detect;

/// <summary><c>detect --stream</c>: time series instead of a table, once for each seed.</summary>
internal static class StreamRun
{
    /// <summary>Runs, and says in one line on <paramref name="errors"/> why it could not.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(StreamEvaluationOptions options, int seeds, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            StreamEvaluationResult first = StreamEvaluation.Run(options, output, progress: null, cancellationToken);
            List<double> scores = first.Standard is { } standard ? [standard.Score] : [];
            for (int more = 1; more < seeds; more++)
            {
                StreamEvaluationResult other = StreamEvaluation.Run(WithSeed(options, more), output: null, progress: null, cancellationToken);
                scores.Add(other.Standard!.Score);
            }

            output.WriteLine(ToJson(first, scores));
            return ExitCodes.Success;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Fail(errors, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(errors, "stopped");
        }
    }

    private static StreamEvaluationOptions WithSeed(StreamEvaluationOptions options, int more) =>
        options with
        {
            RandomCount = 1,
            Detector = options.Detector with { Forest = options.Detector.Forest with { Seed = SeedOf(options.Detector.Forest.Seed, more) } },
        };

    // A detector grows its n-th forest with the seed plus n: those of two seeds must not overlap.
    private static long SeedOf(long first, int more) => first + (1_000_003L * more);

    private static string ToJson(StreamEvaluationResult first, List<double> scores)
    {
        if (scores.Count < 2)
        {
            return first.ToJson();
        }

        JsonObject json = JsonNode.Parse(first.ToJson())!.AsObject();
        double mean = scores.Average();
        json["seeds"] = scores.Count;
        json["nab_mean"] = Math.Round(mean, 2);
        json["nab_std"] = Math.Round(Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Count - 1)), 2);
        return json.ToJsonString();
    }

    private static int Fail(TextWriter errors, string message)
    {
        errors.WriteLine($"pipeline detect: {message}");
        return ExitCodes.Failure;
    }
}
