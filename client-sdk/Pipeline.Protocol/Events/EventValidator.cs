using System.Runtime.InteropServices;

namespace Pipeline.Protocol.Events;

/// <summary>Whether an event keeps to <see cref="EventLimits"/>, and if not, which field does not.</summary>
/// <remarks>Stateless; allocates only to describe an error.</remarks>
public static class EventValidator
{
    private const string OutOfRange = "is out of range";

    /// <summary>Checks every field but the endpoint, which a section names once for all its events.</summary>
    public static bool TryValidate(EventRecord record, out EventError error)
    {
        ArgumentNullException.ThrowIfNull(record);
        error = CheckNames(record);
        return error.IsNone && TryValidateNumbers(record, out error);
    }

    /// <summary>The same for a record whose names are known to be lawful.</summary>
    internal static bool TryValidateNumbers(EventRecord record, out EventError error)
    {
        error = CheckCore(record);
        if (error.IsNone)
            error = CheckResources(record);
        if (error.IsNone && record.Operations.Count > 0)
            error = CheckOperations(CollectionsMarshal.AsSpan(record.Operations));
        if (error.IsNone && record.Values.Count > 0)
            error = CheckValues(CollectionsMarshal.AsSpan(record.Values));
        return error.IsNone;
    }

    /// <summary>Checks an endpoint's name.</summary>
    public static bool TryValidateEndpoint(string? endpoint, out EventError error)
    {
        error = NameRules.IsName(endpoint, EventLimits.EndpointBytesMax)
            ? EventError.None
            : new EventError("endpoint", "must be 1 to 256 bytes of UTF-8 without control characters");
        return error.IsNone;
    }

    /// <summary>Checks a tally: the exact number of calls of a segment, outcome and second.</summary>
    public static bool TryValidateTally(string? segment, long unixSecond, long count, out EventError error)
    {
        error = CheckSegment(segment);
        if (error.IsNone && unixSecond is < EventLimits.TimeUnixMsMin / 1000 or > EventLimits.TimeUnixMsMax / 1000)
            error = new EventError("time", OutOfRange);
        if (error.IsNone && count is < 1 or > EventLimits.CountMax)
            error = new EventError("tally", OutOfRange);
        return error.IsNone;
    }

    /// <summary>Checks a drop: what was thrown away of a segment's calls in a second.</summary>
    public static bool TryValidateDrop(string? segment, long unixSecond, DropCounts counts, out EventError error)
    {
        error = CheckSegment(segment);
        if (error.IsNone && unixSecond is < EventLimits.TimeUnixMsMin / 1000 or > EventLimits.TimeUnixMsMax / 1000)
            error = new EventError("time", OutOfRange);
        if (error.IsNone)
            error = CheckCounts(counts);
        return error.IsNone;
    }

    private static EventError CheckCounts(DropCounts counts)
    {
        if ((int)counts.Cause >= DropCauses.Count)
            return new EventError("dropped.cause", OutOfRange);
        if (counts.Events is < 0 or > EventLimits.CountMax)
            return new EventError("dropped.events", OutOfRange);
        if (counts.Calls is < 0 or > EventLimits.CountMax)
            return new EventError("dropped.calls", OutOfRange);
        return (counts.Events | counts.Calls) == 0 ? new EventError("dropped", "drops nothing") : EventError.None;
    }

    private static EventError CheckCore(EventRecord record)
    {
        if (record.TimeUnixMs is < EventLimits.TimeUnixMsMin or > EventLimits.TimeUnixMsMax)
            return new EventError("time", OutOfRange);
        if (record.DurationNs is < 0 or > EventLimits.AmountMax)
            return new EventError("duration_ms", OutOfRange);
        if (record.Count is < 1 or > EventLimits.CountMax)
            return new EventError("count", OutOfRange);
        if (record.WeightMicro is < EventLimits.WeightMicroMin or > EventLimits.WeightMicroMax)
            return new EventError("weight", OutOfRange);
        return record.Outcome > Outcome.Error ? new EventError("outcome", OutOfRange) : EventError.None;
    }

    private static EventError CheckNames(EventRecord record)
    {
        EventError error = CheckSegment(record.Segment);
        foreach (ref readonly OperationUsage operation in CollectionsMarshal.AsSpan(record.Operations))
        {
            if (!NameRules.IsName(operation.Name, EventLimits.NameBytesMax))
                error = new EventError("operations", "has a name that is not 1 to 256 bytes of UTF-8 without control characters");
        }

        foreach (ref readonly EventValue value in CollectionsMarshal.AsSpan(record.Values))
        {
            if (!NameRules.IsName(value.Name, EventLimits.NameBytesMax))
                error = new EventError("values", "has a name that is not 1 to 256 bytes of UTF-8 without control characters");
        }

        return error;
    }

    private static EventError CheckSegment(string? segment)
        => NameRules.IsName(segment, EventLimits.SegmentBytesMax)
            ? EventError.None
            : new EventError("segment", "must be 1 to 128 bytes of UTF-8 without control characters");

    private static EventError CheckResources(EventRecord record)
    {
        int present = record.Resources.PresentMask;
        for (int index = 0; present != 0; index++, present >>= 1)
        {
            if ((present & 1) == 0)
                continue;
            Resource resource = (Resource)index;
            record.Resources.TryGet(resource, out long amount);
            long least = resource == Resource.MemoryDelta ? -EventLimits.AmountMax : 0;
            if (amount < least || amount > EventLimits.AmountMax)
                return new EventError(FieldNames.Of(resource), OutOfRange);
        }

        return EventError.None;
    }

    private static EventError CheckOperations(ReadOnlySpan<OperationUsage> operations)
    {
        if (operations.Length > EventLimits.OperationsPerEventMax)
            return new EventError("operations", "has more than 256 entries");
        foreach (ref readonly OperationUsage operation in operations)
        {
            if (operation.Kind > OperationKind.Io)
                return Of(operation, "kind");
            if (operation.CallsMilli is < 0 or > EventLimits.AmountMax)
                return Of(operation, "count");
            if (operation.TimeNs is < 0 or > EventLimits.AmountMax)
                return Of(operation, "ms");
            if (operation.SelfTimeNs is < 0 or > EventLimits.AmountMax)
                return Of(operation, "self_ms");
            if (operation.Errors is < 0 or > EventLimits.AmountMax)
                return Of(operation, "errors");
        }

        return EventError.None;

        static EventError Of(in OperationUsage operation, string field) => new($"operations.{operation.Name}.{field}", OutOfRange);
    }

    private static EventError CheckValues(ReadOnlySpan<EventValue> values)
    {
        if (values.Length > EventLimits.ValuesPerEventMax)
            return new EventError("values", "has more than 64 entries");
        foreach (ref readonly EventValue value in values)
        {
            long least = value.Kind == ValueKind.Distribution ? 0 : -EventLimits.ValueMicroMax;
            if (value.Kind > ValueKind.Distribution || value.AmountMicro < least || value.AmountMicro > EventLimits.ValueMicroMax)
                return new EventError($"values.{value.Name}", OutOfRange);
        }

        return EventError.None;
    }
}
