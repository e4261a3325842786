using Microsoft.Extensions.Logging;
using Pipeline.Client.Delivery;

namespace Pipeline.Client.Hosting;

/// <summary>Says when delivery gets into trouble and when it is out of it, once each; figures are in the meter <c>Pipeline.Client</c>.</summary>
internal sealed partial class DeliveryWatch(ILogger logger)
{
    private DeliveryStatistics _last;
    private bool _inTrouble;

    /// <summary>Compares with the figures of the last look. Not thread-safe: one timer looks.</summary>
    public void Look(ClientStatistics statistics)
    {
        DeliveryStatistics now = statistics.Delivery;
        bool repeats = now.RetryCount > _last.RetryCount && now.DeliveredCount == _last.DeliveredCount;
        bool loses = now.DroppedCount > _last.DroppedCount;
        bool delivers = now.DeliveredCount > _last.DeliveredCount;
        _last = now;
        if ((repeats || loses) && !_inTrouble)
        {
            _inTrouble = true;
            LogTrouble(now.LastProblem ?? "no silo answers", now.BacklogBatchCount, now.DroppedCount);
        }
        else if (_inTrouble && delivers && !loses)
        {
            _inTrouble = false;
            LogRecovered(now.DroppedCount);
        }
    }

    [LoggerMessage(
        EventId = 20,
        Level = LogLevel.Warning,
        Message = "Delivery is in trouble: {Problem}. {BatchCount} batches wait, {DroppedCount} were dropped since the start. Said once until it recovers.")]
    private partial void LogTrouble(string problem, int batchCount, long droppedCount);

    [LoggerMessage(EventId = 21, Level = LogLevel.Information, Message = "Delivery has recovered. {DroppedCount} batches were dropped since the start.")]
    private partial void LogRecovered(long droppedCount);
}
