using Pipeline.Grains.Cluster;

namespace Pipeline.Grains.Tests.Cluster;

/// <summary>Two silos, of which one leaves when the test says so.</summary>
internal sealed class FakeMembers : ISiloMembers
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SiloMembers _current = new(["own"], ["leaving"], "own", "own");

    public SiloMembers Current => _current;

    public void Change()
    {
        _current = new SiloMembers(["own"], [], "own", "own");
        _changed.SetResult();
    }

    public async Task<SiloMembers> WaitForChangeAsync(SiloMembers known, CancellationToken cancellationToken)
    {
        if (_current.Key == known.Key)
            await _changed.Task.WaitAsync(cancellationToken);
        if (_current.Key == known.Key)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return _current;
    }
}
