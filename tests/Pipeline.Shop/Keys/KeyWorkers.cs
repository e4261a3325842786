using System.Collections.Concurrent;

namespace Pipeline.Shop.Keys;

/// <summary>Threads that build keys about baskets, all on one processor, as if recommendations had a machine of one core to themselves.</summary>
/// <remarks>
/// So a surge saturates that processor on any machine, and what it hurts are recommendations: the rest of the shop, and the silo beside it, keep the others.
/// Where the system cannot bind a thread (no Linux) they run on any. At most <see cref="WaitingMax"/> requests wait; more are refused.
/// </remarks>
internal sealed class KeyWorkers : IDisposable
{
    private const int ThreadCount = 16;
    private const int WaitingMax = 1_000;

    private readonly BlockingCollection<Action> _work = new(WaitingMax);

    public KeyWorkers()
    {
        for (int index = 0; index < ThreadCount; index++)
            new Thread(Work) { IsBackground = true, Name = "keys" }.Start();
    }

    /// <summary>Runs a function on a worker.</summary>
    /// <exception cref="InvalidOperationException">Too many wait already.</exception>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_work.TryAdd(() => Complete(result, function)))
            throw new InvalidOperationException($"{WaitingMax} requests wait for a worker already.");
        return result.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    private static void Complete<T>(TaskCompletionSource<T> result, Func<T> function)
    {
        try
        {
            result.SetResult(function());
        }
        catch (Exception exception)
        {
            result.SetException(exception);
        }
    }

    private void Work()
    {
        ProcessorBinding.BindThread();
        foreach (Action action in _work.GetConsumingEnumerable())
            action();
    }
}
