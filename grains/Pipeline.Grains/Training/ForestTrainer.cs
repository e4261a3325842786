using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Pipeline.Detection.Training;

namespace Pipeline.Grains.Training;

/// <summary>Fits the forests of all endpoints of the silo, off their turns: few at once, and few that wait.</summary>
/// <remarks>One a silo; safe for any number of threads.</remarks>
public sealed class ForestTrainer(
    IForestFitter fitter, ForestTrainerInstruments instruments, IOptions<ForestTrainerOptions> options, TimeProvider clock, TaskScheduler? scheduler = null)
    : IDisposable
{
    private readonly SemaphoreSlim _threads = new(options.Value.TrainingThreads);
    private readonly int _takenMax = options.Value.TrainingThreads + options.Value.TrainingQueueMax;
    private readonly TaskScheduler _scheduler = scheduler ?? TaskScheduler.Default;
    private int _taken;

    public ForestTrainerInstruments Instruments => instruments;

    /// <summary>Begins to fit the model of a training, unless too many wait.</summary>
    /// <param name="task">The training; its rows never change.</param>
    /// <param name="cancellationToken">Gives it up, also while it waits.</param>
    /// <param name="fitted">The model to come; fails if it cannot be fitted.</param>
    /// <returns>False if it was refused: it stays due.</returns>
    public bool TryFit(TrainingTask task, CancellationToken cancellationToken, [NotNullWhen(true)] out Task<ForestModel>? fitted)
    {
        ArgumentNullException.ThrowIfNull(task);
        fitted = null;
        if (Interlocked.Increment(ref _taken) > _takenMax)
        {
            Interlocked.Decrement(ref _taken);
            instruments.OnRefused();
            return false;
        }

        instruments.OnWaiting(1);
        fitted = FitAsync(task, cancellationToken);
        return true;
    }

    public void Dispose() => _threads.Dispose();

    private async Task<ForestModel> FitAsync(TrainingTask task, CancellationToken cancellationToken)
    {
        try
        {
            await _threads.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await Task.Factory.StartNew(
                    () => Fit(task, cancellationToken), cancellationToken, TaskCreationOptions.DenyChildAttach, _scheduler).ConfigureAwait(false);
            }
            finally
            {
                _threads.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _taken);
            instruments.OnWaiting(-1);
        }
    }

    private ForestModel Fit(TrainingTask task, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        try
        {
            ForestModel model = fitter.Fit(task.Rows, cancellationToken);
            instruments.OnFitted(clock.GetElapsedTime(start));
            return model;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            instruments.OnFailed();
            throw;
        }
    }
}
