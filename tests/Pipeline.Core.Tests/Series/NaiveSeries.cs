using Pipeline.Core.Tests.Endpoints;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Series;

/// <summary>The oracle: works out a metric from a list of events, as its definition reads.</summary>
internal static class NaiveSeries
{
    public static double? Read(string metric, List<EventRecord> events, double seconds)
    {
        double calls = events.Sum(NaiveEndpoint.Calls);
        double errors = events.Where(record => record.Outcome == Outcome.Error).Sum(NaiveEndpoint.Calls);
        List<EventRecord> timed = [.. events.Where(record => record.DurationNs is not null)];
        List<(EventRecord Event, OperationUsage Usage)> db = Uses(events, "db");
        return metric switch
        {
            "events" => events.Count,
            "count" => calls,
            "rate" => calls / seconds,
            "errors" => errors,
            "error_rate" => Over(errors, calls),
            "mean" => Over(timed.Sum(record => record.DurationNs!.Value / 1e6 * NaiveEndpoint.Calls(record)), timed.Sum(NaiveEndpoint.Calls)),
            "max" or "p100" => timed.Count == 0 ? null : timed.Max(record => record.DurationNs!.Value) / 1e6,
            "p0" or "p50" or "p95" or "p99.9" => Quantile(timed.Select(record => (record.DurationNs!.Value / 1e6, MicroOf(record))), PercentOf(metric) / 100),
            "cpu_ms" => Over(Sum(events, Resource.CpuTime) / 1e6, CallsWith(events, Resource.CpuTime)),
            "cpu_ms.total" => Sum(events, Resource.CpuTime) / 1e6,
            "cpu_ms.max" => events.Count == 0 ? null : events.Max(record => record.Resources[Resource.CpuTime]!.Value / record.Count) / 1e6,
            "memory_delta" => Over(Sum(events, Resource.MemoryDelta), CallsWith(events, Resource.MemoryDelta)),
            "db_queries.rate" => Sum(events, Resource.DbQueries) / seconds,
            "operations[db]" => Over(Calls(db), calls),
            "operations[db].rate" => Calls(db) / seconds,
            "operations[db].max_per_event" => events.Count == 0 ? null : db.Select(use => use.Usage.CallsMilli / use.Event.Count / 1e3).DefaultIfEmpty(0).Max(),
            "operations[db].ms_per_event" => Over(db.Sum(use => use.Usage.TimeNs!.Value / 1e6 * NaiveEndpoint.Weight(use.Event)), calls),
            "operations[db].share_of_events" => Over(db.Sum(use => NaiveEndpoint.Calls(use.Event)), calls),
            "operations[redis:dependency].errors" => Uses(events, "redis").Sum(use => use.Usage.Errors!.Value * NaiveEndpoint.Weight(use.Event)),
            "values[revenue].sum" => Values(events, "revenue").Sum(pair => pair.Value.AmountMicro / 1e6 * NaiveEndpoint.Weight(pair.Event)),
            "values[revenue]" => Over(
                Values(events, "revenue").Sum(pair => pair.Value.AmountMicro / 1e6 * NaiveEndpoint.Weight(pair.Event)),
                Values(events, "revenue").Sum(pair => NaiveEndpoint.Calls(pair.Event))),
            "values[bytes].sum" => Values(events, "bytes").Sum(pair => pair.Value.AmountMicro / 1e6 * NaiveEndpoint.Calls(pair.Event)),
            "values[bytes].p95" => Quantile(Values(events, "bytes").Select(pair => (pair.Value.AmountMicro / 1e6, MicroOf(pair.Event))), 0.95),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "The model does not know it."),
        };
    }

    private static double PercentOf(string metric) => double.Parse(metric.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);

    private static double? Over(double sum, double calls) => calls > 0 ? sum / calls : null;

    private static long MicroOf(EventRecord record) => record.Count * record.WeightMicro;

    private static double Sum(List<EventRecord> events, Resource resource) =>
        events.Sum(record => (record.Resources[resource] ?? 0) * NaiveEndpoint.Weight(record));

    private static double CallsWith(List<EventRecord> events, Resource resource) =>
        events.Where(record => record.Resources[resource] is not null).Sum(NaiveEndpoint.Calls);

    private static double Calls(List<(EventRecord Event, OperationUsage Usage)> uses) =>
        uses.Sum(use => use.Usage.CallsMilli / 1e3 * NaiveEndpoint.Weight(use.Event));

    private static List<(EventRecord Event, OperationUsage Usage)> Uses(List<EventRecord> events, string name) =>
        [.. events.SelectMany(record => record.Operations.Where(usage => usage.Name == name).Select(usage => (record, usage)))];

    private static List<(EventRecord Event, EventValue Value)> Values(List<EventRecord> events, string name) =>
        [.. events.SelectMany(record => record.Values.Where(value => value.Name == name).Select(value => (record, value)))];

    /// <summary>The value at rank floor(q (n - 1)) of all calls in ascending order.</summary>
    private static double? Quantile(IEnumerable<(double Value, long WeightMicro)> weighted, double q)
    {
        (double Value, long WeightMicro)[] sorted = [.. weighted.OrderBy(pair => pair.Value)];
        if (sorted.Length == 0)
            return null;
        double last = (sorted.Sum(pair => pair.WeightMicro) / 1e6) - 1;
        double rank = Math.Floor(q * last);
        if (rank <= 0)
            return sorted[0].Value;
        if (rank >= last)
            return sorted[^1].Value;
        long below = 0;
        return sorted.First(pair => (below += pair.WeightMicro) > (long)(rank * 1e6)).Value;
    }
}
