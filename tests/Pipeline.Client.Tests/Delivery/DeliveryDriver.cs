using System.Diagnostics.Metrics;
using Pipeline.Client.Delivery;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>A delivery between a scripted transport and a ledger that notes.</summary>
internal sealed class DeliveryDriver : IAsyncDisposable
{
    private readonly ClientInstruments _instruments;

    public DeliveryDriver(
        Action<DeliveryOptions>? configure = null, IBatchTransport? transport = null, TimeProvider? clock = null, IMeterFactory? meters = null)
    {
        _instruments = new ClientInstruments(meters);
        DeliveryOptions options = new() { ShutdownDeadline = TimeSpan.Zero };
        configure?.Invoke(options);
        options.Validate();
        Delivery = new BatchDelivery(options, transport ?? Transport, Ledger, clock ?? Clock, _instruments);
    }

    public TimerNotingClock Clock { get; } = new();

    public ScriptedTransport Transport { get; } = new();

    public NotedLedger Ledger { get; } = new();

    public BatchDelivery Delivery { get; }

    public DeliveryStatistics Statistics => Delivery.GetStatistics();

    /// <summary>Enqueues batches named after their only endpoint.</summary>
    public void Enqueue(params string[] names)
    {
        foreach (string name in names)
            Delivery.Enqueue(Batches.Create(name));
    }

    /// <summary>Waits until everything enqueued so far is settled; whether all of it was delivered.</summary>
    public async Task<bool> FlushAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        bool isAllDelivered = await Delivery.FlushAsync(patience.Token);
        Assert.False(patience.IsCancellationRequested, "not everything was settled within 30 s");
        return isAllDelivered;
    }

    /// <summary>Lets other threads go on until the delivery is as asked for.</summary>
    public async Task WaitForAsync(Func<DeliveryStatistics, bool> condition)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!condition(Statistics))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"after 30 s: {Statistics}");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Delivery.DisposeAsync();
        await Delivery.Released.WaitAsync(TimeSpan.FromMinutes(5));
        _instruments.Dispose();
    }
}
