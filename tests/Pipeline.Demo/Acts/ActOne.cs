using Pipeline.Demo.Load;
using Pipeline.Demo.Receiving;
using Pipeline.Demo.Telling;
using Pipeline.Protocol.Queries;

namespace Pipeline.Demo.Acts;

/// <summary>Act one: a deployment nests the serialization of the cache key; somebody is told, with the cause; it is fixed, and they are told.</summary>
internal sealed class ActOne(DemoOptions options, Pace pace, ITeller teller, CancellationToken cancellationToken)
{
    public const double RatePerSecond = 20;

    public async Task<ActResult> PlayAsync()
    {
        ActResult result = new(teller);
        teller.Act("Act one: a deployment");
        await using Stage stage = await Stage.SetAsync(options, pace, "A", RatePerSecond, teller, cancellationToken);
        Watch watch = new(stage, cancellationToken);
        result.Measure("rate_per_s", "visits arriving", RatePerSecond, "per second");

        // The first requests compile code and open connections: learnt from by detection, but not held against what follows.
        teller.Say("Users come. Detection learns what is usual.");
        await watch.UntilWarmAsync(pace.WarmUpMax);
        Period before = Period.Begin(stage);
        await watch.PassAsync(pace.Hold);
        await before.MeasureAsync("before", "before", stage, result, cancellationToken);
        int early = stage.Receiver.Messages.Count;

        teller.Say("Version B is deployed: the cache key of a basket serializes the basket for every field of every line beside every other line.");
        long switched = TimeProvider.System.GetTimestamp();
        await stage.DeployAsync("B", cancellationToken);
        Period nested = Period.Begin(stage);
        Task<AnomalyReport?> detected = DetectAsync(watch, result, switched);
        ReceivedMessage? opened = await watch.UntilMessageAsync(pace.AnswerMax, static message => message.Type == Outcome.Opened);
        result.Measure("seconds_to_message", "from the switch to the verified message", SecondsBetween(switched, opened?.Timestamp), "s");
        result.Keep("sentence", opened?.Sentence);
        result.Keep("payload", opened?.Body.DeepClone());
        AnomalyReport? anomaly = await detected;
        await watch.PassAsync(pace.Hold);
        await nested.MeasureAsync("nested", "nested", stage, result, cancellationToken);

        teller.Say("Version A is back.");
        long repaired = TimeProvider.System.GetTimestamp();
        await stage.DeployAsync("A", cancellationToken);
        Period after = Period.Begin(stage);
        ReceivedMessage? resolved = await watch.UntilMessageAsync(pace.AnswerMax, static message => message.Type == Outcome.Resolved);
        result.Measure("seconds_to_resolved", "from the fix to the verified message", SecondsBetween(repaired, resolved?.Timestamp), "s");
        AnomalyReport? over = anomaly is null ? null : await watch.UntilOverAsync(anomaly.Id, pace.AnswerMax);
        await after.MeasureAsync("after", "after", stage, result, cancellationToken);

        result.Check("nobody was told anything before", early == 0, $"{early} messages");
        result.Check("detection names the cause first", anomaly is not null, anomaly?.Sentence ?? "no such anomaly");
        result.Check("it is over with the fix", over is { End: "recovered" }, over?.End ?? "it is not over");
        await Outcome.CheckAsync(stage, result, cancellationToken);
        result.Check("a message that it is over", resolved is not null && resolved.Incident == opened?.Incident, resolved is null ? "none" : resolved.Incident);
        return result;
    }

    private async Task<AnomalyReport?> DetectAsync(Watch watch, ActResult result, long switched)
    {
        AnomalyReport? anomaly = await watch.UntilAnomalyAsync(pace.AnswerMax);
        double? seconds = anomaly is null ? null : TimeProvider.System.GetElapsedTime(switched).TotalSeconds;
        result.Measure("seconds_to_anomaly", "from the switch until /api/v1/anomalies names the cause", seconds, "s");
        return anomaly;
    }

    private static double? SecondsBetween(long began, long? ended) =>
        ended is { } timestamp ? TimeProvider.System.GetElapsedTime(began, timestamp).TotalSeconds : null;
}
