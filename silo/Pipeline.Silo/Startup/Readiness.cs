namespace Pipeline.Silo.Startup;

/// <summary>Whether the silo has brought its streams back and takes requests; <c>/readyz</c> shows it.</summary>
internal sealed class Readiness
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    /// <summary>Completes when the silo is ready for the first time.</summary>
    public Task WhenReady => _ready.Task;

    public void Set(bool isReady)
    {
        _isReady = isReady;
        if (isReady)
            _ready.TrySetResult();
    }
}
