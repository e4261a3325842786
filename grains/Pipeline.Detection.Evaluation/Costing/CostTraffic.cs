using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Detection.Evaluation.Costing;

/// <summary>Normal traffic of one endpoint, in sections of ten seconds.</summary>
internal sealed class CostTraffic
{
    public const long StepMs = 10_000;

    private readonly EndpointProfile _profile;
    private readonly EventGenerator _generator;
    private readonly SectionWriter _writer;
    private readonly EventRecord _record = new();

    public CostTraffic(DetectionCostOptions options)
    {
        SeededRandom random = new(options.Seed);
        EndpointProfile drawn = EndpointProfile.Draw("/cost", options.EventsPerSecond, ref random);
        _profile = drawn with
        {
            Segments = [.. Enumerable.Range(0, options.Segments).Select(segment => $"segment-{segment}")],
            ShareUpTo = [.. Enumerable.Range(1, options.Segments).Select(segment => (double)segment / options.Segments)],
            Operations = [.. drawn.Operations, .. Enumerable.Range(drawn.Operations.Count, options.Operations - drawn.Operations.Count).Select(Further)],
        };
        _generator = new EventGenerator(_profile, random);
        _writer = new SectionWriter(_profile.Name);
    }

    /// <summary>The section of the ten seconds from a time on; times rise from call to call.</summary>
    public byte[] Next(long fromUnixMs)
    {
        _writer.Reset(_profile.Name);
        _generator.MoveTo(fromUnixMs);
        long until = fromUnixMs + StepMs;
        double time = fromUnixMs;
        while ((time = _generator.NextTime(time, until, Disturbance.None)) < until)
        {
            _generator.Fill(_record, (long)time, Disturbance.None);
            _writer.Add(_record);
        }

        return _writer.ToArray();
    }

    private static OperationProfile Further(int index) => new($"function-{index}", OperationKind.Function, CountLaw.Poisson, 1 + (index % 3), 0.1, 0.5, 0);
}
