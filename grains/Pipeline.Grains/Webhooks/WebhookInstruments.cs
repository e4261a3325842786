using System.Diagnostics.Metrics;

namespace Pipeline.Grains.Webhooks;

/// <summary>What webhooks count.</summary>
public sealed class WebhookInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.Webhooks";

    private readonly Meter _meter;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _superseded;
    private readonly Counter<long> _digests;
    private readonly Counter<long> _dropped;
    private readonly UpDownCounter<long> _pending;
    private readonly UpDownCounter<long> _dead;
    private readonly Histogram<double> _latency;

    public WebhookInstruments(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _attempts = _meter.CreateCounter<long>("pipeline.webhooks.attempts", "{request}", "Requests to targets, by kind of message and what became of them.");
        _deliveries = _meter.CreateCounter<long>("pipeline.webhooks.deliveries", "{message}", "Messages that are over, by outcome.");
        _superseded = _meter.CreateCounter<long>("pipeline.webhooks.superseded", "{message}", "Messages not sent, since a later one or a digest stands for them.");
        _digests = _meter.CreateCounter<long>("pipeline.webhooks.digests", "{message}", "Messages that stand for several.");
        _dropped = _meter.CreateCounter<long>("pipeline.webhooks.dead_dropped", "{message}", "Messages that were given up and then forgotten.");
        _pending = _meter.CreateUpDownCounter<long>("pipeline.webhooks.pending", "{message}", "Messages that wait, of the webhooks in memory.");
        _dead = _meter.CreateUpDownCounter<long>("pipeline.webhooks.dead", "{message}", "Messages that were given up and can be replayed, of the webhooks in memory.");
        _latency = _meter.CreateHistogram<double>("pipeline.webhooks.delivery_latency", "s", "Time from a message's place in the outbox to its delivery.");
    }

    public void Dispose() => _meter.Dispose();

    internal void CountAttempt(string kind, string outcome) => _attempts.Add(1, new("kind", kind), new("outcome", outcome));

    internal void CountDelivery(TimeSpan latency)
    {
        _deliveries.Add(1, new KeyValuePair<string, object?>("outcome", "delivered"));
        _latency.Record(latency.TotalSeconds);
    }

    /// <summary>What has changed in an outbox.</summary>
    internal void Count(OutboxCounts before, OutboxCounts after)
    {
        Add(_superseded, after.Superseded - before.Superseded);
        Add(_digests, after.Digests - before.Digests);
        Add(_dropped, after.DroppedDead - before.DroppedDead);
        if (after.GivenUp > before.GivenUp)
            _deliveries.Add(after.GivenUp - before.GivenUp, new KeyValuePair<string, object?>("outcome", "given_up"));
    }

    /// <summary>Likewise of what is held; an outbox that leaves memory holds nothing any more.</summary>
    internal void Hold(OutboxCounts before, OutboxCounts after)
    {
        if (after.Pending != before.Pending)
            _pending.Add(after.Pending - before.Pending);
        if (after.Dead != before.Dead)
            _dead.Add(after.Dead - before.Dead);
    }

    private static void Add(Counter<long> counter, long count)
    {
        if (count > 0)
            counter.Add(count);
    }
}
