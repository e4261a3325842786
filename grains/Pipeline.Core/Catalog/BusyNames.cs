namespace Pipeline.Core.Catalog;

/// <summary>Counts events by name in a bounded table in which the busiest names stay.</summary>
/// <remarks>
/// Space-saving (Metwally, Agrawal and El Abbadi: "Efficient Computation of Frequent and Top-k Elements in Data Streams", ICDT 2005): a new
/// name takes the place of the one with the fewest events and inherits its number as possible excess. So a count is never too low, and
/// every name with more than total / places events is in the table. Finding the smallest is one look at each place. Not thread-safe.
/// </remarks>
public sealed class BusyNames(int countMax)
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<BusyName> _names = [];

    /// <summary>In no particular order.</summary>
    public IReadOnlyList<BusyName> Names => _names;

    /// <summary>Counts events of a name.</summary>
    public void Add(string name, long events) => Add(new BusyName(name, events, 0));

    /// <summary>Adds a name that was counted elsewhere, with its possible excess.</summary>
    public void Add(BusyName other)
    {
        if (_places.TryGetValue(other.Name, out int place))
        {
            _names[place] = new BusyName(other.Name, _names[place].Events + other.Events, _names[place].Excess + other.Excess);
        }
        else if (_names.Count < countMax)
        {
            _places.Add(other.Name, _names.Count);
            _names.Add(other);
        }
        else
        {
            Replace(FindSmallest(), other);
        }
    }

    public void Clear()
    {
        _places.Clear();
        _names.Clear();
    }

    private void Replace(int place, BusyName other)
    {
        BusyName smallest = _names[place];
        _places.Remove(smallest.Name);
        _places.Add(other.Name, place);
        _names[place] = new BusyName(other.Name, smallest.Events + other.Events, smallest.Events + other.Excess);
    }

    private int FindSmallest()
    {
        int smallest = 0;
        for (int place = 1; place < _names.Count; place++)
            smallest = _names[place].Events < _names[smallest].Events ? place : smallest;
        return smallest;
    }
}
