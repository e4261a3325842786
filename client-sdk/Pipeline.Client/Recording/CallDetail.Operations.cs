using Pipeline.Protocol.Events;

namespace Pipeline.Client.Recording;

/// <content>Operations and values.</content>
internal sealed partial class CallDetail
{
    private OperationSlot[] _operations = new OperationSlot[4];
    private EventValue[] _values = [];
    private int _operationCount;
    private int _valueCount;
    private bool _limited;

    /// <summary>Operations and values that found no place in the call.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Adds calls of an operation. Under the lock.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="kind">What sort of thing it is.</param>
    /// <param name="calls">How many times.</param>
    /// <param name="timeNs">Time of all of them together, ns; -1 if not measured.</param>
    /// <param name="errors">How many failed; -1 if not observed.</param>
    /// <returns>How many calls were allowed, if this call is the one that exceeds them; otherwise -1.</returns>
    public long Add(string name, OperationKind kind, long calls, long timeNs, long errors)
    {
        ref OperationSlot slot = ref Find(name, kind);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref slot))
            return -1;
        slot.CallsMilli += calls * 1_000;
        if (timeNs >= 0)
            slot.TimeNs = Math.Max(slot.TimeNs, 0) + timeNs;
        if (errors >= 0)
            slot.ErrorCount = Math.Max(slot.ErrorCount, 0) + errors;
        if (!_limited || slot.CallsMilli <= slot.CallsMilliMax || slot.CallsMilliMax < 0)
            return -1;
        long allowed = slot.CallsMilliMax / 1_000;
        slot.CallsMilliMax = -1;
        return allowed;
    }

    /// <summary>Sets how many calls of an operation are allowed. Under the lock.</summary>
    public void Limit(string name, OperationKind kind, long callsMax)
    {
        ref OperationSlot slot = ref Find(name, kind);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref slot))
            return;
        slot.CallsMilliMax = callsMax * 1_000;
        _limited = true;
    }

    /// <summary>Adds to a sum, or sets what a distribution is to be given. Under the lock.</summary>
    public void AddValue(string name, ValueKind kind, long amountMicro)
    {
        for (int index = 0; index < _valueCount; index++)
        {
            ref EventValue value = ref _values[index];
            if (value.Kind != kind || !string.Equals(value.Name, name, StringComparison.Ordinal))
                continue;
            value = value with { AmountMicro = kind == ValueKind.Sum ? value.AmountMicro + amountMicro : amountMicro };
            return;
        }

        if (_valueCount == EventLimits.ValuesPerEventMax)
        {
            RefusedCount++;
            return;
        }

        if (_valueCount == _values.Length)
            Array.Resize(ref _values, Math.Max(4, 2 * _values.Length));
        _values[_valueCount++] = new EventValue(name, kind, amountMicro);
    }

    private void Add(in OperationUsage usage)
    {
        ref OperationSlot slot = ref Find(usage.Name, usage.Kind);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref slot))
            return;
        slot.CallsMilli += usage.CallsMilli;
        slot.TimeNs = usage.TimeNs ?? -1;
        slot.SelfTimeNs = usage.SelfTimeNs ?? -1;
        slot.ErrorCount = usage.Errors ?? -1;
    }

    /// <summary>The operation's slot, a new one if need be; a null reference if the call has no room for another.</summary>
    private ref OperationSlot Find(string name, OperationKind kind)
    {
        OperationSlot[] operations = _operations;
        // Names are mostly constants, so the same object.
        for (int index = 0; index < _operationCount; index++)
        {
            if (ReferenceEquals(operations[index].Name, name) && operations[index].Kind == kind)
                return ref operations[index];
        }

        return ref FindByText(name, kind);
    }

    private ref OperationSlot FindByText(string name, OperationKind kind)
    {
        for (int index = 0; index < _operationCount; index++)
        {
            if (_operations[index].Kind == kind && string.Equals(_operations[index].Name, name, StringComparison.Ordinal))
                return ref _operations[index];
        }

        if (_operationCount == EventLimits.OperationsPerEventMax)
        {
            RefusedCount++;
            return ref System.Runtime.CompilerServices.Unsafe.NullRef<OperationSlot>();
        }

        if (_operationCount == _operations.Length)
            Array.Resize(ref _operations, 2 * _operations.Length);
        ref OperationSlot slot = ref _operations[_operationCount++];
        if (!ReferenceEquals(slot.Name, name))
            slot.Name = name;
        slot.Kind = kind;
        slot.CallsMilli = 0;
        slot.TimeNs = -1;
        slot.SelfTimeNs = -1;
        slot.ErrorCount = -1;
        slot.CallsMilliMax = long.MaxValue;
        return ref slot;
    }
}
