using System.Runtime.InteropServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>All operation and value groups of a section while it is being filled.</summary>
/// <remarks>An event is added in two steps, so that one that must be refused leaves no trace in the columns: claim its groups, then fill them.</remarks>
internal sealed class GroupBuffers(StringTable strings)
{
    private readonly Dictionary<(int Name, OperationKind Kind), OperationGroupBuffer> _operationsByName = [];
    private readonly Dictionary<(int Name, ValueKind Kind), ValueGroupBuffer> _valuesByName = [];
    private readonly List<OperationGroupBuffer> _operations = [];
    private readonly List<ValueGroupBuffer> _values = [];
    private readonly List<OperationGroupBuffer> _claimedOperations = [];
    private readonly List<ValueGroupBuffer> _claimedValues = [];
    private int _operationEntries;
    private int _valueEntries;

    /// <summary>Bytes that the groups take at most, besides their numbers.</summary>
    public int SizeMax => (_operations.Count + _values.Count) * EventSizeBound.OfGroup;

    /// <summary>The operation groups with events in them, ascending by name index and kind.</summary>
    public IEnumerable<OperationGroupBuffer> Operations
        => _operations.Where(group => group.Calls.Count > 0).OrderBy(group => (group.NameIndex, group.Kind));

    /// <summary>The value groups with events in them, ascending by name index and kind.</summary>
    public IEnumerable<ValueGroupBuffer> Values
        => _values.Where(group => group.AmountMicro.Count > 0).OrderBy(group => (group.NameIndex, group.Kind));

    /// <summary>Finds or creates the event's groups; refuses an event with the same operation or value twice, and one too many groups.</summary>
    public bool TryClaim(EventRecord record, int eventIndex, out EventError error)
    {
        _claimedOperations.Clear();
        _claimedValues.Clear();
        error = EventError.None;
        if (_operationEntries + record.Operations.Count > EventLimits.EntriesPerSectionMax
            || _valueEntries + record.Values.Count > EventLimits.EntriesPerSectionMax)
            error = new EventError("", "the section is full");

        foreach (ref readonly OperationUsage operation in CollectionsMarshal.AsSpan(record.Operations))
        {
            if (!error.IsNone)
                break;
            Claim(operation, eventIndex, out error);
        }

        foreach (ref readonly EventValue value in CollectionsMarshal.AsSpan(record.Values))
        {
            if (!error.IsNone)
                break;
            Claim(value, eventIndex, out error);
        }

        if (!error.IsNone)
            Unclaim();
        return error.IsNone;
    }

    /// <summary>Fills the groups claimed last.</summary>
    public void AddClaimed(EventRecord record, int eventIndex)
    {
        ReadOnlySpan<OperationUsage> operations = CollectionsMarshal.AsSpan(record.Operations);
        for (int index = 0; index < operations.Length; index++)
            _claimedOperations[index].Add(eventIndex, in operations[index]);
        ReadOnlySpan<EventValue> values = CollectionsMarshal.AsSpan(record.Values);
        for (int index = 0; index < values.Length; index++)
            _claimedValues[index].AmountMicro.Add(eventIndex, values[index].AmountMicro);
        _operationEntries += operations.Length;
        _valueEntries += values.Length;
    }

    public void Clear()
    {
        _operationsByName.Clear();
        _valuesByName.Clear();
        _operations.Clear();
        _values.Clear();
        _operationEntries = 0;
        _valueEntries = 0;
    }

    private void Claim(in OperationUsage operation, int eventIndex, out EventError error)
    {
        error = EventError.None;
        (int Name, OperationKind Kind) key = (strings.GetOrAdd(operation.Name), operation.Kind);
        if (!_operationsByName.TryGetValue(key, out OperationGroupBuffer? group))
        {
            if (_operations.Count == EventLimits.OperationGroupsPerSectionMax)
            {
                error = new EventError($"operations.{operation.Name}", "is one operation too many for this batch");
                return;
            }

            group = new OperationGroupBuffer(key.Name, key.Kind);
            _operations.Add(group);
            _operationsByName.Add(key, group);
        }

        if (group.ClaimedBy == eventIndex)
            error = new EventError($"operations.{operation.Name}", "occurs twice");
        group.ClaimedBy = eventIndex;
        _claimedOperations.Add(group);
    }

    private void Claim(in EventValue value, int eventIndex, out EventError error)
    {
        error = EventError.None;
        (int Name, ValueKind Kind) key = (strings.GetOrAdd(value.Name), value.Kind);
        if (!_valuesByName.TryGetValue(key, out ValueGroupBuffer? group))
        {
            if (_values.Count == EventLimits.ValueGroupsPerSectionMax)
            {
                error = new EventError($"values.{value.Name}", "is one value too many for this batch");
                return;
            }

            group = new ValueGroupBuffer(key.Name, key.Kind);
            _values.Add(group);
            _valuesByName.Add(key, group);
        }

        if (group.ClaimedBy == eventIndex)
            error = new EventError($"values.{value.Name}", "occurs twice");
        group.ClaimedBy = eventIndex;
        _claimedValues.Add(group);
    }

    /// <summary>The refused event's number will be the next event's as well.</summary>
    private void Unclaim()
    {
        foreach (OperationGroupBuffer group in _claimedOperations)
            group.ClaimedBy = -1;
        foreach (ValueGroupBuffer group in _claimedValues)
            group.ClaimedBy = -1;
    }
}
