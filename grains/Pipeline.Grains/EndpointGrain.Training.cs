using Pipeline.Core.Endpoints;
using Pipeline.Detection.Training;
using Pipeline.Grains.Abstractions;

namespace Pipeline.Grains;

/// <summary>Has the forests of the endpoint fitted that are due, and tells the log that they take effect.</summary>
public sealed partial class EndpointGrain
{
    private int _notedMismatches;

    // Not awaited by housekeeping, which goes on while a fit waits for its turn behind those of other endpoints. Throws nothing.
    private Task _training = Task.CompletedTask;

    /// <summary>
    /// At each housekeeping, so never before replay has reached the head. What is put off or fails stays due and comes again with the next.
    /// Across the awaits entries are applied: a training may be replaced by a newer one, whose model the old entry does not install.
    /// </summary>
    private async Task TrainAsync(CancellationToken cancellationToken)
    {
        NoteMismatches();
        if (!_endpoint.Detection.IsTrainingDue)
            return;
        foreach (TrainingTask task in _endpoint.Detection.DueTrainings)
        {
            if (_isFailed || !await TryTrainAsync(task, cancellationToken))
                return;
        }
    }

    private async Task<bool> TryTrainAsync(TrainingTask task, CancellationToken cancellationToken)
    {
        if (!trainer.TryFit(task, cancellationToken, out Task<ForestModel>? fitted))
            return false;
        ForestModel model;
        try
        {
            model = await fitted;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            LogTrainingFailed(exception, _stream, task.Segment, task.Window);
            return false;
        }

        if (_isFailed || cancellationToken.IsCancellationRequested || !_endpoint.Detection.DueTrainings.Contains(task))
            return false;
        _endpoint.Detection.Offer(task, model);
        EntryHeader header = new(EntryKind.ModelInstalled, clock.GetUtcNow().ToUnixTimeMilliseconds());
        AppendAnswer answer = await AppendEntry(header, InstalledModelCodec.Write(new InstalledModel(task.Segment, task.Window, model.Hash)));
        return answer.Status == SectionStatus.Applied;
    }

    private void NoteMismatches()
    {
        int mismatches = _endpoint.Detection.ModelMismatches;
        if (mismatches == _notedMismatches)
            return;
        LogModelMismatch(_stream, mismatches - _notedMismatches);
        trainer.Instruments.OnMismatches(mismatches - _notedMismatches);
        _notedMismatches = mismatches;
    }
}
