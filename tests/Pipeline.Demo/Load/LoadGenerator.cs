using System.Collections.Concurrent;

namespace Pipeline.Demo.Load;

/// <summary>Users of the shop: they come at a steady rate, whether or not those before them were answered.</summary>
/// <remarks>
/// Of each kind of visit at most <see cref="WaitingMax"/> wait for an answer; who comes then is turned away and counted, as are arrivals that fall more than a second
/// behind. So a shop that is too slow has neither endlessly many requests nor, at one endpoint, none for another.
/// </remarks>
internal sealed class LoadGenerator(HttpClient shop, int seed, TimeProvider timeProvider)
{
    public const int WaitingMax = 16;

    private static readonly TimeSpan BehindMax = TimeSpan.FromSeconds(1);

    private readonly VisitDeck _deck = new(seed);
    private readonly ConcurrentDictionary<Visit, int> _waiting = new();
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private double _ratePerSecond;
    private LoadPhase _phase = new();
    private long _number;

    /// <summary>Arrivals of the next seconds.</summary>
    /// <param name="ratePerSecond">Above 0, at most 10,000.</param>
    public void SetRate(double ratePerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratePerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratePerSecond, 10_000);
        Volatile.Write(ref _ratePerSecond, ratePerSecond);
    }

    /// <summary>Begins another part; answers belong to the part in which the visit began.</summary>
    public LoadPhase BeginPhase()
    {
        LoadPhase phase = new();
        Volatile.Write(ref _phase, phase);
        return phase;
    }

    /// <summary>Lets users come until told to stop, and awaits the last answers.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await ArriveAsync(stop);
        }
        finally
        {
            await Task.WhenAll(_running.Values);
        }
    }

    private async Task ArriveAsync(CancellationToken stop)
    {
        long due = timeProvider.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            due += (long)(timeProvider.TimestampFrequency / Volatile.Read(ref _ratePerSecond));
            TimeSpan wait = timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), due);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, timeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested)
                Arrive(isTooLate: -wait > BehindMax, stop);
        }
    }

    private void Arrive(bool isTooLate, CancellationToken stop)
    {
        (Visit visit, HttpMethod method, string path) = _deck.Deal();
        LoadPhase phase = Volatile.Read(ref _phase);
        if (isTooLate || _waiting.GetValueOrDefault(visit) >= WaitingMax)
        {
            phase.AddTurnedAway(visit);
            return;
        }

        _waiting.AddOrUpdate(visit, 1, static (_, count) => count + 1);
        long number = _number++;
        Task task = VisitAsync(phase, visit, method, path, stop);
        _running[number] = task;
        task.ContinueWith(_ => _running.TryRemove(number, out Task? _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task VisitAsync(LoadPhase phase, Visit visit, HttpMethod method, string path, CancellationToken stop)
    {
        long began = timeProvider.GetTimestamp();
        bool failed = true;
        try
        {
            using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));
            request.Headers.Add("X-Plan", visit.Plan);
            using HttpResponseMessage response = await shop.SendAsync(request, stop);
            failed = !response.IsSuccessStatusCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The demo is over, which is not the shop's failure.
            return;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            failed = true;
        }
        finally
        {
            _waiting.AddOrUpdate(visit, 0, static (_, count) => count - 1);
        }

        phase.AddAnswer(visit, timeProvider.GetElapsedTime(began), failed);
    }
}
