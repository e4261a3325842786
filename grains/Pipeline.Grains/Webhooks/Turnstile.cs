namespace Pipeline.Grains.Webhooks;

/// <summary>Lets one after the other through, in the order of their coming. For the turns of one activation: not thread-safe.</summary>
internal sealed class Turnstile
{
    private Task _last = Task.CompletedTask;

    /// <summary>Runs it when everything before is over, however it ended.</summary>
    public Task RunAsync(Func<Task> action) => _last = RunAfterAsync(_last, action);

    private static async Task RunAfterAsync(Task before, Func<Task> action)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        await action();
    }
}
