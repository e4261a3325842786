using System.Diagnostics.Metrics;
using Pipeline.Client.Delivery;
using Pipeline.Protocol.Events;

namespace Pipeline.Client;

/// <content>Recording, sampling and the guard.</content>
internal sealed partial class ClientInstruments
{
    private static readonly DropCause[] s_causes = Enum.GetValues<DropCause>();

    private readonly long[] _droppedDetails = new long[s_causes.Length];
    private readonly long[] _droppedCalls = new long[s_causes.Length];
    private long _calls;
    private long _details;
    private long _refused;
    private long _limitExcesses;
    private long _hookFailures;
    private long _threadChanges;
    private double _overhead;
    private double _load;
    private int _guardLevel;

    /// <summary>Calls that were counted.</summary>
    public void CountCalls(long count) => Interlocked.Add(ref _calls, count);

    /// <summary>A call was kept in detail.</summary>
    public void CountDetail() => Interlocked.Increment(ref _details);

    /// <summary>Operations and values that found no place in their call.</summary>
    public void CountRefused(long count) => Interlocked.Add(ref _refused, count);

    /// <summary>A call exceeded a limit.</summary>
    public void CountLimitExcess() => Interlocked.Increment(ref _limitExcesses);

    /// <summary>The program's own code, called by the client, threw.</summary>
    public void CountHookFailure() => Interlocked.Increment(ref _hookFailures);

    /// <summary>A call left its thread, so that what it allocated and computed is not known.</summary>
    public void CountThreadChange() => Interlocked.Increment(ref _threadChanges);

    /// <summary>Details, and calls, that were dropped.</summary>
    public void CountDrops(DropCause cause, long eventCount, long callCount)
    {
        Interlocked.Add(ref _droppedDetails[(int)cause], eventCount);
        Interlocked.Add(ref _droppedCalls[(int)cause], callCount);
    }

    /// <summary>All figures of the moment.</summary>
    public ClientStatistics Read(DeliveryStatistics delivery) => new()
    {
        CallCount = Interlocked.Read(ref _calls),
        DetailCount = Interlocked.Read(ref _details),
        DroppedDetails = ByCause(_droppedDetails),
        DroppedCalls = ByCause(_droppedCalls),
        RefusedEntryCount = Interlocked.Read(ref _refused),
        ThreadChangeCount = Interlocked.Read(ref _threadChanges),
        HookFailureCount = Interlocked.Read(ref _hookFailures),
        Overhead = Volatile.Read(ref _overhead),
        GuardLevel = Volatile.Read(ref _guardLevel),
        Delivery = delivery,
    };

    /// <summary>What the guard sees.</summary>
    public void SetGuard(double overhead, int level, double load)
    {
        Volatile.Write(ref _overhead, overhead);
        Volatile.Write(ref _guardLevel, level);
        Volatile.Write(ref _load, load);
    }

    private void CreateRecording()
    {
        _meter.CreateObservableCounter("pipeline.client.calls", () => Interlocked.Read(ref _calls), "{call}", "Calls counted.");
        _meter.CreateObservableCounter("pipeline.client.details", () => Interlocked.Read(ref _details), "{event}", "Calls kept in detail.");
        _meter.CreateObservableCounter("pipeline.client.dropped_details", () => Measure(_droppedDetails), "{event}", "Details dropped, by cause; their calls are counted all the same.");
        _meter.CreateObservableCounter("pipeline.client.dropped_calls", () => Measure(_droppedCalls), "{call}", "Calls of which the count was dropped, by cause.");
        _meter.CreateObservableCounter("pipeline.client.refused_entries", () => Interlocked.Read(ref _refused), "{entry}", "Operations and values beyond what one call holds.");
        _meter.CreateObservableCounter("pipeline.client.limit_excesses", () => Interlocked.Read(ref _limitExcesses), "{call}", "Calls that exceeded a limit.");
        _meter.CreateObservableCounter("pipeline.client.hook_failures", () => Interlocked.Read(ref _hookFailures), "{exception}", "Exceptions of the program's own hooks.");
        _meter.CreateObservableCounter("pipeline.client.thread_changes", () => Interlocked.Read(ref _threadChanges), "{call}", "Calls whose allocation and processor time are unknown because they left their thread.");
        _meter.CreateObservableGauge("pipeline.client.overhead", () => Volatile.Read(ref _overhead), "1", "Share of the process's processor time that recording takes, smoothed.");
        _meter.CreateObservableGauge("pipeline.client.load", () => Volatile.Read(ref _load), "1", "Share of the processors in use by the process.");
        _meter.CreateObservableGauge("pipeline.client.guard_level", () => Volatile.Read(ref _guardLevel), "{step}", "Steps down of the guard, 0 to 3.");
    }

    private static Dictionary<DropCause, long> ByCause(long[] counts)
        => s_causes.Where(cause => Interlocked.Read(ref counts[(int)cause]) > 0).ToDictionary(cause => cause, cause => Interlocked.Read(ref counts[(int)cause]));

    private static IEnumerable<Measurement<long>> Measure(long[] counts)
        => s_causes.Select(cause => new Measurement<long>(Interlocked.Read(ref counts[(int)cause]), new KeyValuePair<string, object?>("cause", NameOf(cause))));
}
