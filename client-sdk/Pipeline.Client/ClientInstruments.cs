using System.Diagnostics.Metrics;

namespace Pipeline.Client;

/// <summary>What a client counts of itself, under the meter "Pipeline.Client". A file for each area.</summary>
/// <remarks>Recorded per batch and attempt, never per event. Thread-safe.</remarks>
internal sealed partial class ClientInstruments : IDisposable
{
    public const string MeterName = "Pipeline.Client";

    private readonly Meter _meter;
    private readonly Counter<long> _errors;

    /// <param name="meters">Makes the meter; null for one of the client's own.</param>
    public ClientInstruments(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _errors = _meter.CreateCounter<long>("pipeline.client.errors", "{error}", "Exceptions that the client caught and survived, by place.");
        CreateDelivery();
        CreateRecording();
    }

    /// <summary>An exception was caught that nobody expected.</summary>
    /// <param name="place">Where, one of a few constant words.</param>
    public void CountError(string place) => _errors.Add(1, new KeyValuePair<string, object?>("place", place));

    public void Dispose() => _meter.Dispose();
}
