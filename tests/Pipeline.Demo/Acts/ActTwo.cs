using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Demo.Load;
using Pipeline.Demo.Receiving;
using Pipeline.Demo.Telling;
using Pipeline.Protocol.Queries;

namespace Pipeline.Demo.Acts;

/// <summary>Act two: the nested serialization was always there, and hurts when tenfold traffic comes. No count changes.</summary>
internal sealed class ActTwo(DemoOptions options, Pace pace, ITeller teller, CancellationToken cancellationToken)
{
    private const double SurgeFactor = 10;

    /// <summary>Counts per request are sums of whole numbers; only another version would move them.</summary>
    private const double CountToleranceShare = 0.001;

    private const double HurtsFrom = 2;

    public async Task<ActResult> PlayAsync()
    {
        ActResult result = new(teller);
        teller.Act("Act two: it was always there");
        await using Stage stage = await Stage.SetAsync(options, pace, "B", ActOne.RatePerSecond, teller, cancellationToken);
        Watch watch = new(stage, cancellationToken);
        long began = TimeProvider.System.GetTimestamp();

        teller.Say("Version B from the first minute. Nothing changes, so nothing is unusual; but a budget allows 100 calls.");
        ReceivedMessage? opened = await watch.UntilMessageAsync(pace.AnswerMax, static message => message.Type == Outcome.Opened);
        double? seconds = opened is null ? null : TimeProvider.System.GetElapsedTime(began, opened.Timestamp).TotalSeconds;
        result.Measure("seconds_to_message", "from the first visit to the verified message", seconds, "s");
        result.Keep("sentence", opened?.Sentence);
        result.Keep("payload", opened?.Body.DeepClone());
        await watch.UntilWarmAsync(pace.WarmUpMax);
        Period calm = Period.Begin(stage);
        await watch.PassAsync(pace.Reference);
        (double? calmCalls, double? calmP99) = await calm.MeasureAsync("calm", "calm", stage, result, cancellationToken);

        teller.Say("Ten times as many users come.");
        stage.Load.SetRate(SurgeFactor * ActOne.RatePerSecond);
        Period surge = Period.Begin(stage);
        await watch.PassAsync(pace.Surge);
        (double? surgeCalls, double? surgeP99) = await surge.MeasureAsync("surge", "surge", stage, result, cancellationToken);
        bool costs = await MeasureCostAsync(stage, calm, surge, result);
        stage.Load.SetRate(ActOne.RatePerSecond);

        result.Check("it hurts", surgeP99 >= HurtsFrom * calmP99, $"p99 {calmP99:F0} ms before, {surgeP99:F0} ms in the surge");
        result.Check(
            "no count changes",
            calmCalls is { } calls && surgeCalls is { } more && Math.Abs(more - calls) <= CountToleranceShare * calls,
            $"{calmCalls:F2} {Watch.Operation} before, {surgeCalls:F2} in the surge");
        result.Check("the cost report ranks the cause first, by added time", costs, costs ? Watch.Operation : "another");
        await Outcome.CheckAsync(stage, result, cancellationToken);
        string? budget = opened?.Budget;
        result.Check("a budget has told", budget is not null, budget ?? "no budget");
        return result;
    }

    /// <returns>Whether the operation is the first of those that added time.</returns>
    private async Task<bool> MeasureCostAsync(Stage stage, Period calm, Period surge, ActResult result)
    {
        CostQuestion question = new(Visit.PremiumRecommendation.Endpoint)
        {
            Range = TimeRange.Between(surge.From, DateTimeOffset.UtcNow),
            ReferenceFrom = calm.From,
            ReferenceTo = surge.From,
            Sort = CostSort.Added,
        };
        CostReport cost = await stage.Silo.GetCostAsync(question, cancellationToken);
        CostOperationReport? first = cost.Operations.Count > 0 ? cost.Operations[0] : null;
        double? added = cost.Operations.FirstOrDefault(static operation => operation.Name == Watch.Operation)?.AddedMsPerS?.Difference;
        double ofOperations = cost.Operations.Sum(static operation => Math.Max(0, operation.AddedMsPerS?.Difference ?? 0));
        teller.Say(cost.Summary);
        result.Measure("added_ms_per_s", "time added to /recommend", cost.AddedMsPerS?.Difference, "ms per second");
        result.Measure("added_by_cause_ms_per_s", $"of that by {Watch.Operation}", added, "ms per second");
        result.Measure("share_of_added_time", $"share of {Watch.Operation} in the added time", added / cost.AddedMsPerS?.Difference, string.Empty);
        result.Measure("share_of_operations_added_time", "its share in what all operations added", ofOperations > 0 ? added / ofOperations : null, string.Empty);
        result.Keep("cost_ranking", new JsonArray([.. cost.Operations.Select(static operation => JsonValue.Create(operation.Name))]));
        return first?.Name == Watch.Operation;
    }
}
