namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>The alarms with the highest scores among all that come by; of equal ones the earlier stays.</summary>
internal sealed class TopAlarms(int count)
{
    private readonly List<SeriesAlarm> _descending = new(count + 1);

    /// <summary>Whether an alarm of this score would be kept, so that nobody describes one in vain.</summary>
    public bool Wants(double score) => score > 0 && count > 0 && (_descending.Count < count || score > _descending[^1].Score);

    public void Add(SeriesAlarm alarm)
    {
        int place = _descending.FindIndex(kept => kept.Score < alarm.Score);
        _descending.Insert(place < 0 ? _descending.Count : place, alarm);
        if (_descending.Count > count)
            _descending.RemoveAt(count);
    }

    public IReadOnlyList<SeriesAlarm> Descending() => _descending;
}
