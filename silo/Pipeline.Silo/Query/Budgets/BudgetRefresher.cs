using Microsoft.Extensions.Options;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Budgets;
using Pipeline.Silo.Startup;

namespace Pipeline.Silo.Query.Budgets;

/// <summary>Keeps this silo's endpoints up to date with the budgets.</summary>
internal sealed partial class BudgetRefresher(
    BudgetDirectory directory,
    IGrainFactory grains,
    IOptions<BudgetFileOptions> options,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<BudgetRefresher> logger) : BackgroundService
{
    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Grains stop before this does, and are not asked while they do.
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        IBudgetGrain budgets = grains.GetGrain<IBudgetGrain>(IBudgetGrain.Key);
        using PeriodicTimer timer = new(options.Value.RefreshPeriod, clock);
        bool isFailing = false;
        try
        {
            await lifetime.WaitForStartAsync(stopping.Token);
            do
            {
                try
                {
                    await directory.RefreshAsync(budgets);
                    isFailing = false;
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !stopping.IsCancellationRequested)
                {
                    // Endpoints go on with those they have. Said once: it is tried every second.
                    if (!isFailing)
                        LogNotRefreshed(exception);
                    isFailing = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The budgets cannot be asked for; those that are known stay in effect.")]
    private partial void LogNotRefreshed(Exception exception);
}
