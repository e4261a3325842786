using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Pipeline.Client.Delivery;
using Pipeline.Protocol.Events;

namespace Pipeline.Client;

/// <summary>What became of batches.</summary>
internal sealed partial class ClientInstruments
{
    private Counter<long> _batches;
    private Counter<long> _dropped;
    private Counter<long> _rejected;
    private Counter<long> _sentBytes;
    private Counter<long> _spoolErrors;
    private Counter<long> _spoolDamaged;
    private Histogram<double> _sendDuration;

    /// <summary>An attempt ended.</summary>
    /// <param name="status">How.</param>
    /// <param name="elapsed">From its begin to its end.</param>
    /// <param name="sizeBytes">The batch before compression.</param>
    public void CountAttempt(SendStatus status, TimeSpan elapsed, int sizeBytes)
    {
        KeyValuePair<string, object?> result = new("result", NameOf(status));
        Add(_batches, 1, result);
        Record(_sendDuration, elapsed.TotalSeconds, result);
        if (status == SendStatus.Delivered)
            Add(_sentBytes, sizeBytes);
    }

    /// <summary>The silo did not take some events or tallies of a batch that it took.</summary>
    public void CountRejected(long count)
    {
        if (count > 0)
            Add(_rejected, count);
    }

    /// <summary>A batch was dropped.</summary>
    public void CountDroppedBatch(DropCause cause) => Add(_dropped, 1, new KeyValuePair<string, object?>("cause", NameOf(cause)));

    /// <summary>The disk did not do what was asked of it.</summary>
    public void CountSpoolError() => Add(_spoolErrors, 1);

    /// <summary>A file of the spool was not what was once written, and was removed.</summary>
    public void CountDamagedFile() => Add(_spoolDamaged, 1);

    /// <summary>Shows how much waits.</summary>
    public void Watch(Func<DeliveryStatistics> delivery)
    {
        _meter.CreateObservableGauge("pipeline.client.backlog.size", () => delivery().BacklogSizeBytes, "By", "Sections in memory that are not settled.");
        _meter.CreateObservableGauge("pipeline.client.backlog.batches", () => (long)delivery().BacklogBatchCount, "{batch}", "Batches in memory that are not settled.");
        _meter.CreateObservableGauge("pipeline.client.in_flight", () => (long)delivery().InFlightCount, "{batch}", "Batches under way, from memory or disk.");
        _meter.CreateObservableGauge("pipeline.client.spool.size", () => delivery().SpoolSizeBytes, "By", "Files of the spool, each with 4 KiB at least.");
        _meter.CreateObservableGauge("pipeline.client.spool.files", () => (long)delivery().SpoolFileCount, "{file}", "Files of the spool.");
    }

    [MemberNotNull(nameof(_batches), nameof(_dropped), nameof(_rejected), nameof(_sentBytes), nameof(_spoolErrors), nameof(_spoolDamaged), nameof(_sendDuration))]
    private void CreateDelivery()
    {
        _batches = _meter.CreateCounter<long>("pipeline.client.batches", "{attempt}", "Attempts to deliver a batch by result: delivered, retry, refused.");
        _dropped = _meter.CreateCounter<long>("pipeline.client.dropped_batches", "{batch}", "Batches dropped, by cause.");
        _rejected = _meter.CreateCounter<long>("pipeline.client.rejected_events", "{event}", "Events and tallies that a silo did not take of batches that it took.");
        _sentBytes = _meter.CreateCounter<long>("pipeline.client.delivered", "By", "Delivered batches before compression.");
        _sendDuration = _meter.CreateHistogram<double>("pipeline.client.send.duration", "s", "An attempt to deliver a batch, by result.");
        _spoolErrors = _meter.CreateCounter<long>("pipeline.client.spool.errors", "{error}", "Reads and writes of the spool that failed.");
        _spoolDamaged = _meter.CreateCounter<long>("pipeline.client.spool.damaged", "{file}", "Files of the spool that were damaged and removed.");
    }

    private static string NameOf(SendStatus status) => status switch
    {
        SendStatus.Delivered => "delivered",
        SendStatus.Retry => "retry",
        _ => "refused",
    };

    private static string NameOf(DropCause cause) => cause switch
    {
        DropCause.BufferFull => "buffer_full",
        DropCause.BacklogFull => "backlog_full",
        DropCause.SpoolFull => "spool_full",
        DropCause.Refused => "refused",
        DropCause.Expired => "expired",
        _ => "invalid",
    };
}
