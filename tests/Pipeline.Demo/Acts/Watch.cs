using System.Net;
using Pipeline.Client.Queries;
using Pipeline.Demo.Load;
using Pipeline.Demo.Receiving;
using Pipeline.Protocol.Queries;

namespace Pipeline.Demo.Acts;

/// <summary>Waits for what happens on a stage, each time with an end.</summary>
internal sealed class Watch(Stage stage, CancellationToken cancellationToken)
{
    public const string Operation = "json.dumps";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Awaits until detection has learnt how often premium users' recommendations call the operation.</summary>
    /// <returns>Windows learnt.</returns>
    /// <exception cref="DemoException">It has not in time.</exception>
    public async Task<long> UntilWarmAsync(TimeSpan most)
    {
        long learnt = 0;
        int needed = 0;
        bool warm = await UntilAsync(most, async () =>
        {
            try
            {
                needed = (await stage.Silo.GetDetectionAsync(Visit.PremiumRecommendation.Endpoint, cancellationToken)).Settings.WarmupWindows;
                FeaturesReport features = await stage.Silo.GetFeaturesAsync(
                    Visit.PremiumRecommendation.Endpoint, Visit.PremiumRecommendation.Plan, 500, cancellationToken);
                learnt = features.Segments.SelectMany(static segment => segment.Features)
                    .Where(static feature => feature is { Feature: "operation_calls", Operation: Operation })
                    .Select(static feature => feature.LearntWindows).DefaultIfEmpty().Max();
            }
            catch (PipelineQueryException exception) when (exception.Status == HttpStatusCode.NotFound)
            {
                // Nobody has come yet.
            }

            return needed > 0 && learnt >= needed;
        });
        return warm ? learnt : throw new DemoException($"detection has learnt {learnt} windows after {most.TotalSeconds} s, of {needed} that it wants");
    }

    /// <summary>Awaits an anomaly that names the operation first; null if none comes in time.</summary>
    public Task<AnomalyReport?> UntilAnomalyAsync(TimeSpan most) =>
        UntilFoundAsync(most, static anomaly => anomaly is { Ended: null, Causes: [{ Operation: Operation }, ..] });

    /// <summary>Awaits the end of an anomaly; null if it goes on.</summary>
    public Task<AnomalyReport?> UntilOverAsync(string id, TimeSpan most) => UntilFoundAsync(most, anomaly => anomaly.Id == id && anomaly.Ended is not null);

    /// <summary>Awaits a message; null if none comes in time, or none can.</summary>
    public async Task<ReceivedMessage?> UntilMessageAsync(TimeSpan most, Func<ReceivedMessage, bool> fits)
    {
        if (stage.SubscriptionFault is not null)
            return null;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(most);
        try
        {
            return await stage.Receiver.WaitForAsync(fits, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            stage.RequireRunning();
            return null;
        }
    }

    /// <summary>Lets time go by.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await Task.Delay(time, cancellationToken);
        stage.RequireRunning();
    }

    private async Task<AnomalyReport?> UntilFoundAsync(TimeSpan most, Predicate<AnomalyReport> fits)
    {
        AnomalyReport? found = null;
        await UntilAsync(most, async () =>
        {
            AnomalyPage page = await stage.Silo.ListAnomaliesAsync(new AnomalyQuestion { Severity = AnomalySeverities.Anomaly }, null, cancellationToken);
            found = page.Anomalies.FirstOrDefault(anomaly => fits(anomaly));
            return found is not null;
        });
        return found;
    }

    /// <returns>Whether it came true in time.</returns>
    private async Task<bool> UntilAsync(TimeSpan most, Func<Task<bool>> isTrueAsync)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!await isTrueAsync())
        {
            stage.RequireRunning();
            if (TimeProvider.System.GetElapsedTime(began) > most)
                return false;
            await Task.Delay(Interval, cancellationToken);
        }

        return true;
    }
}
