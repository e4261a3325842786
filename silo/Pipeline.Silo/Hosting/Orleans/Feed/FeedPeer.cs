using Pipeline.Core.Queries;
using Pipeline.Grains.Feed;

namespace Pipeline.Silo.Hosting.Feed;

/// <summary>One other silo: the windows that wait for it, and what sends them, a batch at a time.</summary>
/// <remarks>
/// The next batch goes when the one before is answered, so windows gather while the other silo is slow, and beyond the bound the oldest go.
/// A batch that is not answered is sent again under its number; the receiver takes each number once.
/// </remarks>
internal sealed partial class FeedPeer
{
    private const int WaitingCountMax = 16_384;
    private const int WaitingBytesMax = 8 * 1024 * 1024;
    private const int BatchCountMax = 1_024;
    private const int BatchBytesMax = 256 * 1024;
    private const int AttemptCountMax = 4;

    /// <summary>A silo where nobody has a use for windows is asked again so often, with the next window that closes.</summary>
    private static readonly TimeSpan s_askAgainAfter = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_attemptDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_finishTime = TimeSpan.FromSeconds(2);

    private readonly SiloAddress _silo;
    private readonly SiloAddress _sender;
    private readonly WindowFeed _feed;
    private readonly IFeedRelayClient _client;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WaitingWindows _waiting = new(WaitingCountMax, WaitingBytesMax);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _sending;
    private long _unwantedSince;
    private volatile bool _isUnwanted;
    private long _number;

    public FeedPeer(SiloAddress silo, SiloAddress sender, WindowFeed feed, IFeedRelayClient client, TimeProvider clock, ILogger logger)
    {
        _silo = silo;
        _sender = sender;
        _feed = feed;
        _client = client;
        _clock = clock;
        _logger = logger;
        // Not in the context of the grain service: sending must not wait for its turns.
        _sending = Task.Run(SendAllAsync);
    }

    public bool IsWanted => !_isUnwanted || _clock.GetElapsedTime(Volatile.Read(ref _unwantedSince)) >= s_askAgainAfter;

    public void Offer(IReadOnlyList<PortableWindow> windows)
    {
        if (!IsWanted)
            return;
        _feed.CountDropped(_waiting.Offer(windows), "relay-full");
    }

    /// <summary>The silo is no longer active: what waits is counted as lost.</summary>
    public void Abandon()
    {
        _waiting.Complete();
        _abandoned.TrySetResult();
    }

    /// <summary>Sends what waits, and gives up after two seconds: this silo stops.</summary>
    public async Task FinishAsync()
    {
        _waiting.Complete();
        await Task.WhenAny(_sending, Task.Delay(s_finishTime, _clock));
        _abandoned.TrySetResult();
        await _sending;
    }

    private async Task SendAllAsync()
    {
        List<PortableWindow> batch = [];
        while (await _waiting.WaitAsync())
        {
            _waiting.Take(batch, BatchCountMax, BatchBytesMax);
            if (await IsSentAsync(batch))
                _feed.CountRelayed(batch.Count);
            else
                _feed.CountDropped(batch.Count, "relay-unreachable");
            batch.Clear();
        }
    }

    /// <summary>Never throws: a batch that cannot be packed must not end those that come after it.</summary>
    private async Task<bool> IsSentAsync(List<PortableWindow> batch)
    {
        try
        {
            return !_abandoned.Task.IsCompleted && await TrySendAsync(batch);
        }
        catch (Exception e)
        {
            LogGivenUp(_logger, e, _silo, batch.Count);
            return false;
        }
    }

    private async Task<bool> TrySendAsync(List<PortableWindow> windows)
    {
        FeedBatch batch = new(_sender, ++_number, PortableWindowCodec.Pack(windows));
        for (int attempt = 1; !_abandoned.Task.IsCompleted; attempt++)
        {
            try
            {
                Task<bool> taking = _client.Of(_silo).TakeAsync(batch);
                if (await Task.WhenAny(taking, _abandoned.Task) == taking)
                {
                    NoteWanted(await taking);
                    return true;
                }

                taking.Ignore();
            }
            catch (Exception e) when (attempt < AttemptCountMax)
            {
                LogRetry(_logger, _silo, e.Message);
                await Task.WhenAny(Task.Delay(s_attemptDelay * attempt, _clock), _abandoned.Task);
            }
            catch (Exception e)
            {
                LogGivenUp(_logger, e, _silo, windows.Count);
                return false;
            }
        }

        return false;
    }

    private void NoteWanted(bool isWanted)
    {
        Volatile.Write(ref _unwantedSince, _clock.GetTimestamp());
        _isUnwanted = !isWanted;
    }

    [LoggerMessage(LogLevel.Debug, "Closed windows for {Silo} are sent again: {Reason}")]
    private static partial void LogRetry(ILogger logger, SiloAddress silo, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} closed windows did not reach {Silo}; clients of its stream miss them.")]
    private static partial void LogGivenUp(ILogger logger, Exception exception, SiloAddress silo, int count);
}
