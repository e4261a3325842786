using Pipeline.Core.Queries;
using Pipeline.Grains.Feed;

namespace Pipeline.Silo.Hosting.Feed;

/// <summary>One on every silo, as long as it runs: takes in what others send, and has what closes here sent to them.</summary>
internal sealed class FeedRelayService : GrainService, IFeedRelayService
{
    private const int SenderCountMax = 64;

    private readonly WindowFeed _feed;
    private readonly FeedRelay _relay;
    private readonly ISiloStatusOracle _silos;
    private readonly Dictionary<SiloAddress, long> _lastNumbers = [];

    public FeedRelayService(
        GrainId id, global::Orleans.Runtime.Silo silo, ILoggerFactory loggers, WindowFeed feed, FeedRelay relay, ISiloStatusOracle silos)
        : base(id, silo, loggers)
    {
        _feed = feed;
        _relay = relay;
        _silos = silos;
    }

    public override async Task Start()
    {
        await base.Start();
        _relay.Start();
    }

    public override async Task Stop()
    {
        await _relay.StopAsync();
        await base.Stop();
    }

    public Task<bool> TakeAsync(FeedBatch batch)
    {
        // A sender repeats a batch of which it does not know the fate, and sends no other before.
        if (_lastNumbers.TryGetValue(batch.Sender, out long last) && batch.Number <= last)
            return Task.FromResult(_feed.IsWantedHere);
        if (!PortableWindowCodec.TryUnpack(batch.Windows.Span, out List<PortableWindow>? windows))
            throw new InvalidOperationException($"A batch of closed windows from {batch.Sender} cannot be read: that silo runs another version.");
        _lastNumbers[batch.Sender] = batch.Number;
        ForgetTheDead();
        _feed.Receive(windows);
        return Task.FromResult(_feed.IsWantedHere);
    }

    private void ForgetTheDead()
    {
        if (_lastNumbers.Count <= SenderCountMax)
            return;
        foreach (SiloAddress sender in _lastNumbers.Keys.Where(_silos.IsDeadSilo).ToList())
            _lastNumbers.Remove(sender);
    }
}
