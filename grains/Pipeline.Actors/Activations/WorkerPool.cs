using Pipeline.Actors.Calls;

namespace Pipeline.Actors.Activations;

/// <summary>The activations of one identity of a stateless worker.</summary>
/// <remarks>A pool outlives its workers: identities of stateless workers are few and fixed.</remarks>
internal sealed class WorkerPool(GrainClass grainClass, string key, int limit)
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];

    /// <summary>Gives a request to the first worker that is free, else to a new one, else to the one with the shortest queue.</summary>
    public void Deliver(Request request)
    {
        while (!Choose().TryEnqueue(request))
        {
        }
    }

    public Activation[] Snapshot()
    {
        lock (_gate)
            return [.. _workers];
    }

    public void Forget(Activation worker)
    {
        lock (_gate)
            _workers.Remove(worker);
    }

    private Activation Choose()
    {
        lock (_gate)
        {
            Activation? shortest = null;
            foreach (Activation worker in _workers)
            {
                if (worker.IsInactive)
                    return worker;
                if (shortest is null || worker.WaitingCount < shortest.WaitingCount)
                    shortest = worker;
            }

            if (shortest is not null && _workers.Count >= limit)
                return shortest;
            Activation added = new(grainClass, key);
            _workers.Add(added);
            return added;
        }
    }
}
