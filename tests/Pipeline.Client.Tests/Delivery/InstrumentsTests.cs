using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>What delivery says of itself through the meter.</summary>
public sealed class InstrumentsTests : IMeterFactory
{
    private readonly ConcurrentDictionary<string, long> _totals = new();
    private readonly ConcurrentDictionary<string, long> _gauges = new();

    /// <summary>Meters so made can be told from those of tests that run at the same time.</summary>
    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        return new Meter(options);
    }

    public void Dispose()
    {
        // The instruments' owner disposes the meter.
    }

    [Fact]
    public async Task Delivery_CountsAttemptsDropsAndWhatWaits()
    {
        using MeterListener listener = Listen();
        await using DeliveryDriver driver = new(static options => options.BatchesInFlightMax = 1, meters: this);
        driver.Enqueue("/a", "/b", "/c");
        ScriptedTransport.Attempt a = await driver.Transport.NextAsync();
        listener.RecordObservableInstruments();
        Assert.Equal(3, _gauges["pipeline.client.backlog.batches"]);
        Assert.Equal(1, _gauges["pipeline.client.in_flight"]);
        Assert.Equal(driver.Statistics.BacklogSizeBytes, _gauges["pipeline.client.backlog.size"]);

        a.Retry();
        driver.Clock.Advance(await driver.Clock.NextWaitAsync());
        (await driver.Transport.NextAsync()).Deliver();
        (await driver.Transport.NextAsync()).Refuse();
        (await driver.Transport.NextAsync()).Answer.SetResult(new(Client.Delivery.SendStatus.Delivered, RejectedCount: 41));
        await driver.FlushAsync();

        Assert.Equal(1, _totals["pipeline.client.batches retry"]);
        Assert.Equal(2, _totals["pipeline.client.batches delivered"]);
        Assert.Equal(1, _totals["pipeline.client.batches refused"]);
        Assert.Equal(1, _totals["pipeline.client.dropped_batches refused"]);
        Assert.Equal(41, _totals["pipeline.client.rejected_events"]);
        Assert.Equal(2 * a.Bytes.Length, _totals["pipeline.client.delivered"]);
        Assert.Equal(2, _totals["pipeline.client.send.duration delivered"]);
        listener.RecordObservableInstruments();
        Assert.Equal(0, _gauges["pipeline.client.backlog.size"]);
    }

    [Fact]
    public async Task Listener_Throws_DeliveryGoesOnAllTheSame()
    {
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Scope == this)
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new InvalidOperationException("a listener's own mistake"));
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => throw new InvalidOperationException("a listener's own mistake"));
        listener.Start();
        await using DeliveryDriver driver = new(meters: this);
        driver.Enqueue("/a");
        (await driver.Transport.NextAsync()).Answer.SetException(new InvalidOperationException("a transport's own mistake"));
        driver.Clock.Advance(await driver.Clock.NextWaitAsync());
        (await driver.Transport.NextAsync()).Answer.SetResult(new(Client.Delivery.SendStatus.Delivered, RejectedCount: 3));

        Assert.True(await driver.FlushAsync());
        Assert.Equal((1, 0), (driver.Statistics.DeliveredCount, driver.Statistics.DroppedCount));
        Assert.Equal((3, 1), (driver.Statistics.RejectedCount, driver.Statistics.RetryCount));
    }

    private MeterListener Listen()
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Scope == this)
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument is ObservableInstrument<long>)
                _gauges[instrument.Name] = value;
            else
                _totals.AddOrUpdate(NameOf(instrument, tags), value, (_, total) => total + value);
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _totals.AddOrUpdate(NameOf(instrument, tags), 1, static (_, total) => total + 1));
        listener.Start();
        return listener;
    }

    private static string NameOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
}
