using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Pipeline.Benchmarks.Recording;

/// <summary>The same facts by OpenTelemetry: a counter and a histogram for each, with the endpoint and the segment as tags.</summary>
/// <remarks>Cumulative, as by default, with a reader that collects every second and after each burst.</remarks>
internal sealed class MeterVariants : IDisposable
{
    private const int BurstSize = 240;

    private readonly List<IDisposable> _owned = [];

    public IEnumerable<RecordVariant> All()
    {
        yield return Create("opentelemetry", Record);
        yield return Create("opentelemetry_full", RecordFull);
        yield return Create("opentelemetry_scope", Scope);
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
    }

    private static void Record(MeterFacts facts, int count)
    {
        for (int index = 0; index < count; index++)
            facts.Call.Add(CallFacts.Endpoint(index), CallFacts.Segment(index), 1, CallFacts.Duration(index).TotalMilliseconds);
    }

    private static void RecordFull(MeterFacts facts, int count)
    {
        for (int index = 0; index < count; index++)
        {
            string endpoint = CallFacts.Endpoint(index);
            string segment = CallFacts.Segment(index);
            double operationMs = CallFacts.OperationTime(index).TotalMilliseconds;
            facts.Call.Add(endpoint, segment, 1, CallFacts.Duration(index).TotalMilliseconds);
            facts.Cpu.Add(endpoint, segment, 1, CallFacts.Cpu(index).TotalMilliseconds);
            facts.DbQueries.Add(endpoint, segment, CallFacts.DbQueries(index), CallFacts.DbQueries(index));
            facts.Json.Add(endpoint, segment, CallFacts.JsonCalls(index), operationMs);
            facts.Redis.Add(endpoint, segment, 1, operationMs);
            facts.Render.Add(endpoint, segment, 1, operationMs);
        }
    }

    private static void Scope(MeterFacts facts, int count)
    {
        for (int index = 0; index < count; index++)
        {
            long start = Stopwatch.GetTimestamp();
            string endpoint = CallFacts.Endpoint(index);
            string segment = CallFacts.Segment(index);
            double operationMs = CallFacts.OperationTime(index).TotalMilliseconds;
            facts.Json.Add(endpoint, segment, CallFacts.JsonCalls(index), operationMs);
            facts.Redis.Add(endpoint, segment, 1, operationMs);
            facts.Render.Add(endpoint, segment, 1, operationMs);
            facts.Call.Add(endpoint, segment, 1, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    private RecordVariant Create(string name, Action<MeterFacts, int> burst)
    {
        Meter meter = new($"Pipeline.Benchmarks.{name}");
        SummingExporter exporter = new();
        // The reader belongs to the provider from here on.
        MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .AddReader(new PeriodicExportingMetricReader(exporter, exportIntervalMilliseconds: 1_000))
            .Build();
        _owned.AddRange([provider, exporter, meter]);
        MeterFacts facts = new(meter);
        return new RecordVariant(name, BurstSize, count => burst(facts, count), () => provider.ForceFlush(), calls =>
            exporter.Sum("call.count") == calls && exporter.Count("call.amount") == calls
                ? null
                : $"{name}: of {calls:N0} calls {exporter.Sum("call.count"):N0} were counted, {exporter.Count("call.amount"):N0} in the histogram");
    }
}
