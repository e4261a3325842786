using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Pipeline.Benchmarks.Recording;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>OpenTelemetry: a counter and a histogram for the request and for each of its operations, aggregated and collected once a second.</summary>
/// <remarks>What is collected is read and goes nowhere, so sending is not in its figures.</remarks>
internal sealed class MeterRecorder : IServiceRecorder
{
    private readonly Meter _meter = new("Pipeline.Benchmarks.Service");
    private readonly SummingExporter _exporter = new();
    private readonly MeterProvider _provider;
    private readonly MeterFact _request;
    private readonly Dictionary<string, MeterFact> _operations;
    private readonly AsyncLocal<Request?> _current = new();

    public MeterRecorder()
    {
        _request = new MeterFact(_meter, "request");
        _operations = ServiceWork.Operations.ToDictionary(static name => name, name => new MeterFact(_meter, name));
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(_meter.Name)
            .AddReader(new PeriodicExportingMetricReader(_exporter, exportIntervalMilliseconds: 1_000))
            .Build();
    }

    public IDisposable Begin(string endpoint, string segment) => _current.Value = new Request(this, endpoint, segment, Stopwatch.GetTimestamp());

    public long Timestamp() => Stopwatch.GetTimestamp();

    public void Count(string operation)
    {
        if (_current.Value is { } request)
            _operations[operation].Count(request.Endpoint, request.Segment);
    }

    public void Time(string operation, long startTimestamp)
    {
        if (_current.Value is { } request)
            _operations[operation].Add(request.Endpoint, request.Segment, 1, Stopwatch.GetElapsedTime(startTimestamp).TotalMilliseconds);
    }

    public Task<ServiceUsage> FlushAsync()
    {
        _provider.ForceFlush();
        return Task.FromResult(new ServiceUsage(Environment.CpuUsage.TotalTime.TotalMicroseconds, _exporter.Sum("request.count"), 0, 0));
    }

    public ValueTask DisposeAsync()
    {
        _provider.Dispose();
        _exporter.Dispose();
        _meter.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed record Request(MeterRecorder Owner, string Endpoint, string Segment, long StartTimestamp) : IDisposable
    {
        public void Dispose() => Owner._request.Add(Endpoint, Segment, 1, Stopwatch.GetElapsedTime(StartTimestamp).TotalMilliseconds);
    }
}
