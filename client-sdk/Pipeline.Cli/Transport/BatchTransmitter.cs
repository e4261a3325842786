using Pipeline.Client.Delivery.Http;

namespace Pipeline.Cli.Transport;

/// <summary>Posts batches to a silo, and repeats each byte for byte until it is durable there or there is no hope.</summary>
/// <remarks>
/// Thread-safe: several batches may be under way, and the patience of all of them starts anew whenever one arrives. Repeating is safe
/// because a silo recognises a batch by its identity. Somebody is watching: unlike a client inside a service, this gives up at once where
/// the address turns out not to be a silo's.
/// </remarks>
internal sealed class BatchTransmitter
{
    private readonly EventsPost _post;
    private readonly Uri _target;
    private readonly RetryPolicy _retry;
    private readonly TimeProvider _clock;
    private readonly Action<string>? _waiting;
    private long _lastProgress;

    /// <param name="http">Sends the requests; its time limit is that of one attempt.</param>
    /// <param name="silo">Address of the silo; <c>v1/events</c> is added to its path.</param>
    /// <param name="retry">When to repeat and when to give up.</param>
    /// <param name="clock">Measures waits and patience.</param>
    /// <param name="waiting">Told, before each wait, what is waited for.</param>
    public BatchTransmitter(HttpClient http, Uri silo, RetryPolicy retry, TimeProvider clock, Action<string>? waiting = null)
    {
        _post = new EventsPost(http, clock);
        _target = EventsPost.TargetOf(silo);
        _retry = retry;
        _clock = clock;
        _waiting = waiting;
        _lastProgress = clock.GetTimestamp();
    }

    /// <summary>Sends one batch and returns once it is durable.</summary>
    /// <param name="bytes">The body; not changed or given back before the task ends.</param>
    /// <param name="prepare">Sets the request's headers, content type included; called once for each attempt.</param>
    /// <param name="cancellationToken">Stops sending and waiting; whether the batch arrived is then unknown.</param>
    /// <exception cref="DeliveryException">The silo refused the batch, or patience ran out.</exception>
    public async Task<BatchAnswer> SendAsync(
        ReadOnlyMemory<byte> bytes, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        for (int failureCount = 1; ; failureCount++)
        {
            PostResult result = await _post.SendAsync(_target, bytes, prepare, cancellationToken);
            if (result.Answer is { } answer)
            {
                Volatile.Write(ref _lastProgress, _clock.GetTimestamp());
                return answer;
            }

            if (result.Status is PostStatus.Refused or PostStatus.Misdirected)
                throw new DeliveryException(result.Problem);
            await WaitAsync(result, failureCount, cancellationToken);
        }
    }

    private async Task WaitAsync(PostResult failed, int failureCount, CancellationToken cancellationToken)
    {
        TimeSpan left = _retry.Patience - _clock.GetElapsedTime(Volatile.Read(ref _lastProgress));
        if (left <= TimeSpan.Zero)
            throw new DeliveryException($"gave up after {_retry.Patience.TotalSeconds:0.#} s without progress: {failed.Problem}");

        TimeSpan wait = _retry.Backoff.WaitAfter(failureCount, failed.RetryAfter);
        _waiting?.Invoke(failed.Problem);
        await Task.Delay(wait < left ? wait : left, _clock, cancellationToken);
    }
}
