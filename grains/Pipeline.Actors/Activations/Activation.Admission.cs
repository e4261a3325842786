using Pipeline.Actors.Calls;

namespace Pipeline.Actors.Activations;

/// <summary>Which request may start beside what is running.</summary>
/// <remarks>
/// Nothing runs, or the request always interleaves (its method, or the whole class by being reentrant), or all that runs and does not
/// always interleave is read-only like the request, or the request comes back along a call chain that a running call allowed.
/// A request that may not start yet does not hold up later ones that may.
/// </remarks>
internal sealed partial class Activation
{
    private Dictionary<Guid, int>? _reentrantSections;
    private int _waitingReadOnly;
    private int _runningReadOnly;
    private int _runningExclusive;

    public void EnterReentrantSection(Guid id)
    {
        lock (_gate)
        {
            _reentrantSections ??= [];
            _reentrantSections[id] = _reentrantSections.GetValueOrDefault(id) + 1;
        }
    }

    public void LeaveReentrantSection(Guid id)
    {
        lock (_gate)
        {
            if (_reentrantSections is null || !_reentrantSections.TryGetValue(id, out int depth))
                return;
            if (depth > 1)
                _reentrantSections[id] = depth - 1;
            else
                _reentrantSections.Remove(id);
        }
    }

    /// <summary>The earliest request that may start beside what is running.</summary>
    private Request? FindAdmissible()
    {
        Request? interleaved = _waitingInterleaved.First;
        Request? other = FindAdmissibleTurn();
        if (interleaved is null || other is null)
            return interleaved ?? other;
        return interleaved.Arrival < other.Arrival ? interleaved : other;
    }

    private Request? FindAdmissibleTurn()
    {
        if (_waiting.First is not { } first)
            return null;
        if (_runningExclusive == 0)
        {
            if (_runningReadOnly == 0)
                return first;
            // Read-only requests overtake those that have to wait for the running ones to end.
            if (_waitingReadOnly > 0)
                return FirstWaiting(static (_, request) => request.Interleaving is Interleaving.ReadOnly);
        }

        return _reentrantSections is { Count: > 0 } ? FirstWaiting(static (self, request) => self.IsOfAllowedChain(request)) : null;
    }

    private Request? FirstWaiting(Func<Activation, Request, bool> isAdmissible)
    {
        Request? request = _waiting.First;
        while (request is not null && !isAdmissible(this, request))
            request = request.Next;
        return request;
    }

    private bool IsOfAllowedChain(Request request) =>
        request.Context is { } context
        && context.TryGetValue(RequestContext.ReentrancyKey, out object? id)
        && _reentrantSections!.ContainsKey((Guid)id);

    private bool InterleavesAlways(Request request) => Class.IsReentrant || request.Interleaving is Interleaving.Always;

    private void CountRunning(Request request, int change)
    {
        if (InterleavesAlways(request))
            return;
        if (request.Interleaving is Interleaving.ReadOnly)
            _runningReadOnly += change;
        else
            _runningExclusive += change;
    }
}
