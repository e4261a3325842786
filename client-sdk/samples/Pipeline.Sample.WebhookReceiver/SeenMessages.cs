namespace Pipeline.Sample.WebhookReceiver;

/// <summary>The ids of the latest messages, so that each is dealt with once. A real receiver keeps them where a restart does not lose
/// them.</summary>
internal sealed class SeenMessages(int capacity)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Whether it was not seen before.</summary>
    public bool Add(string id)
    {
        lock (_lock)
        {
            if (!_ids.Add(id))
                return false;
            _order.Enqueue(id);
            if (_order.Count > capacity)
                _ids.Remove(_order.Dequeue());
            return true;
        }
    }
}
