using Pipeline.Grains.Cluster;

namespace Pipeline.Silo.Startup;

/// <summary>Whether the silo has brought its streams back and takes requests; <c>/readyz</c> shows it.</summary>
/// <remarks>
/// That Redis is away does not matter to it: it is away for all silos, and a balancer without a silo could only say less than they do, who answer
/// from memory where they can, and 503 with Retry-After where they cannot.
/// </remarks>
/// <param name="members">Of which this silo must be an active one; null where nobody asks.</param>
/// <param name="stalls">Tells whether that is known; null where there is no cluster.</param>
internal sealed class Readiness(ISiloMembers? members = null, StallWatch? stalls = null)
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady;
    private volatile bool _isStopping;

    public bool IsReady => _isReady && !_isStopping && members?.Current.IsActive != false && stalls?.IsInDoubt != true;

    /// <summary>Completes when the silo is ready for the first time.</summary>
    public Task WhenReady => _ready.Task;

    /// <summary>The silo stops: it is not ready any more, whatever is brought back meanwhile.</summary>
    public void Stop() => _isStopping = true;

    public void Set(bool isReady)
    {
        _isReady = isReady;
        if (isReady)
            _ready.TrySetResult();
    }
}
