using Pipeline.Client.Queries;
using Pipeline.Demo.Load;
using Pipeline.Protocol.Queries;

namespace Pipeline.Demo.Acts;

/// <summary>A part of an act: what premium users' recommendations did meanwhile, as the silo and as the users saw it.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="Users">What users met.</param>
internal sealed record Period(DateTimeOffset From, LoadPhase Users)
{
    /// <summary>A whole second in which visits of the part before have ended, since the silo answers for whole windows.</summary>
    private const long SettlingMs = 1_000;

    private const long WindowMs = 1_000;

    /// <summary>Another part begins now.</summary>
    public static Period Begin(Stage stage)
    {
        LoadPhase users = stage.Load.BeginPhase();
        long settled = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + SettlingMs;
        return new Period(DateTimeOffset.FromUnixTimeMilliseconds((settled + WindowMs - 1) / WindowMs * WindowMs), users);
    }

    /// <summary>Keeps its figures under a name, up to now.</summary>
    /// <returns>Calls of the operation per recommendation, and the users' 99th percentile, ms; null where nothing was seen.</returns>
    public async Task<(double? CallsPerEvent, double? P99Ms)> MeasureAsync(string name, string title, Stage stage, ActResult result, CancellationToken cancellationToken)
    {
        Visit visit = Visit.PremiumRecommendation;
        EndpointReport report = await stage.Silo.GetEndpointAsync(visit.Endpoint, TimeRange.Between(From, DateTimeOffset.UtcNow), cancellationToken);
        SegmentReport? segment = report.Segments.GetValueOrDefault(visit.Plan);
        double? calls = segment?.Operations.FirstOrDefault(static operation => operation.Name == Watch.Operation)?.PerEvent;
        VisitFigures users = Users.Measure(visit);
        (long answered, long failed, long turnedAway) = Users.Total();

        result.Measure($"{name}_calls_per_event", $"{title}: {Watch.Operation} per {visit.Endpoint} of {visit.Plan} users", calls, "calls");
        result.Measure($"{name}_silo_p99_ms", $"{title}: their p99, by the silo", segment?.DurationMs?.P99, "ms");
        result.Measure($"{name}_users_p50_ms", $"{title}: their p50, by the users", users.P50Ms, "ms");
        result.Measure($"{name}_users_p99_ms", $"{title}: their p99, by the users", users.P99Ms, "ms");
        result.Keep($"{name}_visits_answered", answered);
        result.Keep($"{name}_visits_failed", failed);
        result.Keep($"{name}_visits_turned_away", turnedAway);
        return (calls, users.P99Ms);
    }
}
