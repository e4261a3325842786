using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>Calls of many endpoints as they happen, each endpoint with a function of its own that can be made to be called far too often.</summary>
/// <param name="stage">The silo that they are sent to.</param>
/// <param name="endpointCount">Endpoints.</param>
/// <param name="operationOf">The function of an endpoint.</param>
internal sealed class AlertTraffic(AlertsStage stage, int endpointCount, Func<int, string> operationOf)
{
    /// <summary>Calls of the function in an event that is ill: four times what the budget allows.</summary>
    public const int CallsIll = 400;

    private const int CallsUsual = 3;
    private const int EventsPerSecond = 2;

    private readonly ConcurrentDictionary<int, byte> _ill = new();

    /// <summary>Seconds of traffic that the silo was not there for.</summary>
    public int SecondsLost { get; private set; }

    public static string EndpointName(int index) => string.Create(CultureInfo.InvariantCulture, $"/job/{index}");

    public static string OperationName(int index) => string.Create(CultureInfo.InvariantCulture, $"step-{index}");

    /// <summary>From now on the function is called too often.</summary>
    public void FallIll(int index) => _ill[index] = 1;

    /// <summary>From now on all is as usual.</summary>
    public void Recover(int index) => _ill.TryRemove(index, out _);

    /// <summary>Sends a second's events each second until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                await SendAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is its end.
        }
    }

    /// <summary>Lines of one endpoint's events, two a second, with so many calls of its function.</summary>
    public static void Add(StringBuilder lines, string endpoint, string operation, long fromUnixMs, int seconds, int calls)
    {
        for (int number = 0; number < seconds * EventsPerSecond; number++)
        {
            long time = fromUnixMs + (number * 1_000L / EventsPerSecond);
            double durationMs = 20 + (number * 7 % 11) + (calls * 0.5);
            lines.Append(
                CultureInfo.InvariantCulture,
                $$$"""{"time":{{{time}}},"endpoint":"{{{endpoint}}}","segment":"premium","duration_ms":{{{durationMs}}},"operations":{"{{{operation}}}":{"count":{{{calls}}},"ms":{{{calls * 0.5}}} } } }""");
            lines.Append('\n');
        }
    }

    private async Task SendAsync(CancellationToken stop)
    {
        long from = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1_000;
        StringBuilder lines = new();
        for (int index = 0; index < endpointCount; index++)
            Add(lines, EndpointName(index), operationOf(index), from, 1, _ill.ContainsKey(index) ? CallsIll : CallsUsual);
        try
        {
            await stage.PostAsync(lines.ToString(), stop);
        }
        catch (HttpRequestException)
        {
            SecondsLost++;
        }
    }
}
