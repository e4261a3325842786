using Pipeline.Client.Delivery;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>A silo that recognises repeats as a real one does, and a network that loses requests and answers by a seed.</summary>
internal sealed class LossySilo(int seed) : IBatchTransport
{
    private const ulong RememberedSequences = 1_024;

    private readonly object _gate = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<BatchIdentity, byte[]> _seen = [];
    private readonly Dictionary<SourceIdentity, ulong> _highest = [];
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>How often each batch was counted.</summary>
    public IReadOnlyDictionary<string, int> Counts
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, int>(_counts);
        }
    }

    /// <summary>What a client must never do; null if it has not.</summary>
    public string? Offence { get; private set; }

    /// <summary>Answers of a hundred that are lost, and requests, and batches refused.</summary>
    public (int Answers, int Requests, int Refusals) PercentLost { get; set; }

    public async ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        byte[] bytes = batch.ToArray();
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (Happens(PercentLost.Requests))
                return new SendResult(SendStatus.Retry, Happens(50) ? TimeSpan.FromSeconds(_random.Next(1, 5)) : null);
            SendResult answer = Take(bytes);
            if (!Happens(PercentLost.Answers))
                return answer;
            return Happens(50) ? new SendResult(SendStatus.Retry) : throw new IOException("the connection broke");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private SendResult Take(byte[] bytes)
    {
        Batch batch = Batches.Read(bytes);
        BatchIdentity identity = batch.Identity;
        if (_seen.TryGetValue(identity, out byte[]? before))
        {
            if (!before.AsSpan().SequenceEqual(bytes))
                Offence = $"{identity} came with other bytes than before";
            return new SendResult(SendStatus.Delivered);
        }

        ulong highest = _highest.GetValueOrDefault(identity.Source);
        if (identity.Sequence + RememberedSequences <= highest)
            Offence = $"{identity} is {highest - identity.Sequence} behind the highest";
        if (Happens(PercentLost.Refusals))
            return new SendResult(SendStatus.Refused);
        _highest[identity.Source] = Math.Max(highest, identity.Sequence);
        _seen.Add(identity, bytes);
        string name = batch.Entries.Single().Endpoint;
        _counts[name] = _counts.GetValueOrDefault(name) + 1;
        return new SendResult(SendStatus.Delivered);
    }

    private bool Happens(int percent) => _random.Next(100) < percent;
}
