using System.Threading.Channels;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>A clock moved by hand that says what is waited for, so that a test knows that a wait has begun before it moves the clock.</summary>
internal sealed class TimerNotingClock : TimeProvider
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    public void Advance(TimeSpan by) => _clock.Advance(by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = _clock.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
            _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The length of the next wait, once it has begun.</summary>
    public async Task<TimeSpan> NextWaitAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        try
        {
            return await _waits.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("no wait was begun within 30 s");
        }
    }
}
