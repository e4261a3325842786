using System.Diagnostics.Metrics;

namespace Pipeline.Silo.Ingest;

/// <summary>What <c>POST /v1/events</c> counts. Recorded per request and section, never per event.</summary>
internal sealed class IngestInstruments : IDisposable
{
    public const string MeterName = "Pipeline.Ingest";

    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    public IngestInstruments(IMeterFactory meters, IngestAdmission admission)
    {
        _meter = meters.Create(MeterName);
        _events = _meter.CreateCounter<long>("pipeline.ingest.events", "{event}", "Events by what became of them: accepted, duplicate, rejected.");
        _requests = _meter.CreateCounter<long>("pipeline.ingest.requests", "{request}", "Requests by status code.");
        _duration = _meter.CreateHistogram<double>("pipeline.ingest.duration", "s", "From the first byte read to the answer.");
        _meter.CreateObservableGauge("pipeline.ingest.body", () => admission.BytesInFlight, "By", "Request bodies held in memory.");
    }

    public void CountAnswer(IngestAnswer answer)
    {
        Count(answer.Accepted, "accepted");
        Count(answer.Duplicate, "duplicate");
        Count(answer.RejectedCount, "rejected");
    }

    public void CountRequest(int status, TimeSpan elapsed)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("status", status));
        _duration.Record(elapsed.TotalSeconds);
    }

    /// <summary>A batch that came as a grain call was answered.</summary>
    public void CountGatewayBatch(string status, TimeSpan elapsed)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("status", status));
        _duration.Record(elapsed.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();

    private void Count(long events, string fate)
    {
        if (events > 0)
            _events.Add(events, new KeyValuePair<string, object?>("fate", fate));
    }
}
