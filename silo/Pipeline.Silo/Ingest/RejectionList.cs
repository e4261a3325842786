namespace Pipeline.Silo.Ingest;

/// <summary>Counts every rejection of a request and keeps the first few.</summary>
internal sealed class RejectionList
{
    private readonly List<Rejection> _first = [];

    /// <summary>Events or lines rejected.</summary>
    public long Count { get; private set; }

    /// <summary>At most <see cref="IngestAnswer.RejectedListMax"/> of them, in the order they were found.</summary>
    public IReadOnlyList<Rejection> First => _first;

    /// <summary>Notes a rejection that stands for <paramref name="events"/> events.</summary>
    public void Add(Rejection rejection, int events)
    {
        Count += events;
        if (_first.Count < IngestAnswer.RejectedListMax)
            _first.Add(rejection);
    }

    /// <summary>Counts rejections of which nothing more is known.</summary>
    public void AddUnlisted(int events) => Count += events;
}
