using Microsoft.Extensions.Options;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Budgets;

namespace Pipeline.Silo.Query.Budgets;

/// <summary>Keeps this silo's endpoints up to date with the budgets.</summary>
/// <remarks>Before the silo is ready it has asked once, so that the first section of a new endpoint is judged by them.</remarks>
internal sealed partial class BudgetRefresher(
    BudgetDirectory directory, IGrainFactory grains, IOptions<BudgetFileOptions> options, TimeProvider clock, ILogger<BudgetRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = logger;
    private bool _isFailing;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.RefreshPeriod, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RefreshAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await directory.RefreshAsync(grains.GetGrain<IBudgetGrain>(IBudgetGrain.Key)).WaitAsync(s_patience, clock, cancellationToken);
            _isFailing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Endpoints go on with those they have. Said once: it is tried every second.
            if (!_isFailing)
                LogNotRefreshed(exception);
            _isFailing = true;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The budgets cannot be asked for; those that are known stay in effect.")]
    private partial void LogNotRefreshed(Exception exception);
}
