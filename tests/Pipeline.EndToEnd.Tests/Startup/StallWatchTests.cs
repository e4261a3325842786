using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Silo.Startup;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Startup;

/// <summary>A silo that stood still for long answers nothing until it knows whether the cluster still counts on it.</summary>
public sealed class StallWatchTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Stall_LongerThanIsHarmless_IsInDoubtUntilTheMembersAreRead()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using StallWatch watch = Create(_ =>
        {
            asked.TrySetResult();
            return answer.Task;
        });
        Readiness readiness = new(stalls: watch);
        readiness.Set(true);
        await watch.StartAsync(CancellationToken.None);
        Assert.True(readiness.IsReady);

        // No timer fires while a process stands still.
        _clock.Jump(_clock.GetUtcNow() + StallWatch.HarmlessMax + TimeSpan.FromSeconds(1));
        Assert.True(watch.IsInDoubt);
        Assert.False(readiness.IsReady);
        await UntilAsync(() => asked.Task.IsCompleted);
        Assert.True(watch.IsInDoubt);
        answer.SetResult();
        await UntilAsync(() => !watch.IsInDoubt);
        Assert.True(readiness.IsReady);
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Stall_MembersCannotBeRead_IsInDoubtUntilTheyCan()
    {
        int tries = 0;
        using StallWatch watch = Create(_ => ++tries < 3 ? Task.FromException(new InvalidOperationException("Redis is away.")) : Task.CompletedTask);
        await watch.StartAsync(CancellationToken.None);
        _clock.Jump(_clock.GetUtcNow() + StallWatch.HarmlessMax + TimeSpan.FromSeconds(1));
        await UntilAsync(() => !watch.IsInDoubt);
        Assert.Equal(3, tries);
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Stall_ShorterThanThat_AsksNobody()
    {
        using StallWatch watch = Create(static _ => throw new InvalidOperationException("Nobody was to be asked."));
        await watch.StartAsync(CancellationToken.None);
        _clock.Jump(_clock.GetUtcNow() + StallWatch.HarmlessMax - TimeSpan.FromSeconds(1));
        Assert.False(watch.IsInDoubt);
        await watch.StopAsync(CancellationToken.None);
    }

    private StallWatch Create(Func<CancellationToken, Task> refresh) => new(refresh, _clock, NullLogger<StallWatch>.Instance);

    /// <summary>Lets the heart beat until something is so.</summary>
    private async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource hang = new(TimeSpan.FromMinutes(5));
        while (!isSo())
        {
            hang.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
    }
}
