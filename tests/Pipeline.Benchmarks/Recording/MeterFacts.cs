using System.Diagnostics.Metrics;

namespace Pipeline.Benchmarks.Recording;

/// <summary>What there is to know of a call, as instruments.</summary>
internal sealed class MeterFacts(Meter meter)
{
    public MeterFact Call { get; } = new(meter, "call");

    public MeterFact Cpu { get; } = new(meter, "cpu");

    public MeterFact DbQueries { get; } = new(meter, "db.queries");

    public MeterFact Json { get; } = new(meter, CallFacts.Json);

    public MeterFact Redis { get; } = new(meter, CallFacts.Redis);

    public MeterFact Render { get; } = new(meter, CallFacts.Render);
}
