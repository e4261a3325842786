using System.Threading.Channels;
using Pipeline.Client.Delivery;
using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>A transport whose every attempt waits for the test's answer.</summary>
internal sealed class ScriptedTransport : IBatchTransport
{
    private readonly Channel<Attempt> _attempts = Channel.CreateUnbounded<Attempt>();

    /// <summary>Given to every attempt at once, so that no test has to; null to ask.</summary>
    public SendResult? AnswerToAll { get; set; }

    public bool IsDisposed { get; private set; }

    public async ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        Attempt attempt = new(batch.ToArray());
        SendResult? answer = AnswerToAll;
        await _attempts.Writer.WriteAsync(attempt, CancellationToken.None);
        return answer ?? await attempt.Answer.Task.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>The next attempt, once it is made.</summary>
    public async Task<Attempt> NextAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        try
        {
            return await _attempts.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("no attempt was made within 30 s");
        }
    }

    /// <summary>Whether an attempt has been made that no test has looked at.</summary>
    public bool HasNext => _attempts.Reader.TryPeek(out _);

    internal sealed class Attempt(byte[] bytes)
    {
        public byte[] Bytes { get; } = bytes;

        public Batch Batch { get; } = Batches.Read(bytes);

        /// <summary>The first endpoint; most batches have only one.</summary>
        public string Name => Batch.Entries[0].Endpoint;

        public TaskCompletionSource<SendResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Deliver() => Answer.SetResult(new SendResult(SendStatus.Delivered));

        public void Retry(TimeSpan? retryAfter = null) => Answer.SetResult(new SendResult(SendStatus.Retry, retryAfter, Problem: "told to"));

        public void Refuse() => Answer.SetResult(new SendResult(SendStatus.Refused, Problem: "told to"));
    }
}
