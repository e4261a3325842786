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
    public void CountError(string place) => Add(_errors, 1, new KeyValuePair<string, object?>("place", place));

    public void Dispose()
    {
        try
        {
            _meter.Dispose();
        }
        catch (Exception)
        {
            // A listener is told that the instruments end.
            CountHookFailure();
        }
    }

    // Whoever listens to a meter is called within Add and Record, and what it throws comes out of them. It must not get into what is measured.
    private void Add(Counter<long> counter, long value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(value, tags);
        }
        catch (Exception)
        {
            CountHookFailure();
        }
    }

    private void Record(Histogram<double> histogram, double value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            CountHookFailure();
        }
    }
}
