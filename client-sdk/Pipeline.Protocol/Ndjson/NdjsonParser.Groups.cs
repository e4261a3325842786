using System.Runtime.InteropServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Ndjson;

/// <summary>Operations and values.</summary>
public sealed partial class NdjsonParser
{
    private bool TryOperations(ref JsonCursor cursor, EventRecord record)
    {
        if (cursor.Peek() != JsonToken.Object)
            return Refuse("operations", "must be an object");
        cursor.TryEnterObject();
        bool isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out ReadOnlySpan<byte> utf8))
        {
            if (record.Operations.Count == EventLimits.OperationsPerEventMax)
                return Refuse("operations", "has more than 256 entries");
            if (!NameRules.IsName(utf8, EventLimits.NameBytesMax))
                return Refuse("operations", "has a name that is not 1 to 256 bytes without control characters");
            string name = _names.Get(utf8);
            foreach (ref readonly OperationUsage known in CollectionsMarshal.AsSpan(record.Operations))
            {
                if (known.Name == name)
                    return RefuseIn("operations", name, "occurs twice");
            }

            if (!TryOperation(ref cursor, name, record))
                return false;
        }

        return !cursor.HasFailed || RefuseSyntax(cursor, "operations");
    }

    private bool TryOperation(ref JsonCursor cursor, string name, EventRecord record)
    {
        JsonToken token = cursor.Peek();
        if (token == JsonToken.Object)
            return TryOperationObject(ref cursor, name, record);
        if (token == JsonToken.Array)
            return TryOperationArray(ref cursor, name, record);
        if (token != JsonToken.Number)
            return RefuseIn("operations", name, "must be a number, an object, or an array of objects");
        if (!TryPart(ref cursor, "operations", name, ToMilli, _multiplier, out long callsMilli))
            return false;
        record.Operations.Add(new OperationUsage(name, OperationKind.Function, callsMilli));
        return true;
    }

    /// <summary>One name as several kinds: an array of objects, each of another kind.</summary>
    private bool TryOperationArray(ref JsonCursor cursor, string name, EventRecord record)
    {
        int first = record.Operations.Count;
        cursor.TryEnterArray();
        bool isFirst = true;
        while (cursor.TryNextElement(ref isFirst))
        {
            if (record.Operations.Count == EventLimits.OperationsPerEventMax)
                return Refuse("operations", "has more than 256 entries");
            if (cursor.Peek() != JsonToken.Object)
                return RefuseIn("operations", name, "must be a number, an object, or an array of objects");
            if (!TryOperationObject(ref cursor, name, record))
                return false;
            OperationKind kind = record.Operations[^1].Kind;
            if (record.Operations.FindIndex(first, other => other.Kind == kind) < record.Operations.Count - 1)
                return RefuseIn("operations", name, "has the same kind twice");
        }

        if (cursor.HasFailed)
            return RefuseSyntax(cursor, "operations." + name);
        return record.Operations.Count > first || RefuseIn("operations", name, "is an empty array");
    }

    private bool TryOperationObject(ref JsonCursor cursor, string name, EventRecord record)
    {
        OperationUsage operation = new(name, OperationKind.Function, CallsMilli: 0);
        int seen = 0;
        cursor.TryEnterObject();
        bool isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out ReadOnlySpan<byte> member))
        {
            int bit = member.SequenceEqual("count"u8) ? 1
                : member.SequenceEqual("ms"u8) ? 2
                : member.SequenceEqual("kind"u8) ? 4
                : member.SequenceEqual("self_ms"u8) ? 8
                : member.SequenceEqual("errors"u8) ? 16
                : 0;
            if (bit == 0)
                return RefuseIn("operations", name + "." + Quote(member), "is not a known field");
            if ((seen & bit) != 0)
                return RefuseIn("operations", name + "." + Quote(member), "occurs twice");
            seen |= bit;
            if (!TryOperationMember(ref cursor, bit, ref operation))
                return false;
        }

        if (cursor.HasFailed)
            return RefuseSyntax(cursor, "operations." + name);
        if ((seen & 1) == 0)
            return RefuseIn("operations", name + ".count", "is missing");
        record.Operations.Add(operation);
        return true;
    }

    private bool TryOperationMember(ref JsonCursor cursor, int bit, ref OperationUsage operation)
    {
        if (bit == 4)
            return TryKind(ref cursor, ref operation);
        (string field, int decimals) = bit switch
        {
            1 => ("count", ToMilli),
            2 => ("ms", MsToNs),
            8 => ("self_ms", MsToNs),
            _ => ("errors", 0),
        };
        if (!TryAmount(ref cursor, field, decimals, _multiplier, out long amount))
            return RefuseIn("operations", operation.Name + "." + field, _error.Reason);
        operation = bit switch
        {
            1 => operation with { CallsMilli = amount },
            2 => operation with { TimeNs = amount },
            8 => operation with { SelfTimeNs = amount },
            _ => operation with { Errors = amount },
        };
        return true;
    }

    private bool TryKind(ref JsonCursor cursor, ref OperationUsage operation)
    {
        if (cursor.Peek() != JsonToken.String || !cursor.TryReadString(out ReadOnlySpan<byte> kind))
            return RefuseIn("operations", operation.Name + ".kind", "must be a string");
        if (kind.SequenceEqual("function"u8))
            operation = operation with { Kind = OperationKind.Function };
        else if (kind.SequenceEqual("dependency"u8))
            operation = operation with { Kind = OperationKind.Dependency };
        else if (kind.SequenceEqual("io"u8))
            operation = operation with { Kind = OperationKind.Io };
        else
            return RefuseIn("operations", operation.Name + ".kind", "must be \"function\", \"dependency\" or \"io\"");
        return true;
    }

    private bool TryValues(ref JsonCursor cursor, EventRecord record)
    {
        if (cursor.Peek() != JsonToken.Object)
            return Refuse("values", "must be an object");
        cursor.TryEnterObject();
        bool isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out ReadOnlySpan<byte> utf8))
        {
            if (record.Values.Count == EventLimits.ValuesPerEventMax)
                return Refuse("values", "has more than 64 entries");
            if (!NameRules.IsName(utf8, EventLimits.NameBytesMax))
                return Refuse("values", "has a name that is not 1 to 256 bytes without control characters");
            string name = _names.Get(utf8);
            foreach (ref readonly EventValue known in CollectionsMarshal.AsSpan(record.Values))
            {
                if (known.Name == name)
                    return RefuseIn("values", name, "occurs twice");
            }

            if (!TryValue(ref cursor, name, record))
                return false;
        }

        return !cursor.HasFailed || RefuseSyntax(cursor, "values");
    }

    private bool TryValue(ref JsonCursor cursor, string name, EventRecord record)
    {
        if (cursor.Peek() == JsonToken.Object)
            return TryValueObject(ref cursor, name, record);
        if (!TryPart(ref cursor, "values", name, ToMicro, _multiplier, out long amountMicro))
            return false;
        record.Values.Add(new EventValue(name, ValueKind.Sum, amountMicro));
        return true;
    }

    /// <summary>A distribution, a sum, or one name as both.</summary>
    private bool TryValueObject(ref JsonCursor cursor, string name, EventRecord record)
    {
        const string Form = "must be a number or {\"distribution\": number}";
        int seen = 0;
        cursor.TryEnterObject();
        bool isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out ReadOnlySpan<byte> member))
        {
            int bit = member.SequenceEqual("distribution"u8) ? 1 : member.SequenceEqual("sum"u8) ? 2 : 0;
            if (bit == 0 || (seen & bit) != 0)
                return RefuseIn("values", name, Form);
            if (record.Values.Count == EventLimits.ValuesPerEventMax)
                return Refuse("values", "has more than 64 entries");
            seen |= bit;
            if (!TryPart(ref cursor, "values", name, ToMicro, bit == 1 ? 1 : _multiplier, out long amountMicro))
                return false;
            record.Values.Add(new EventValue(name, bit == 1 ? ValueKind.Distribution : ValueKind.Sum, amountMicro));
        }

        if (cursor.HasFailed)
            return RefuseSyntax(cursor, "values." + name);
        return seen != 0 || RefuseIn("values", name, Form);
    }

    /// <summary>A number within a group; names are put together only if it is refused.</summary>
    private bool TryPart(ref JsonCursor cursor, string group, string name, int decimals, long multiplier, out long amount)
        => TryAmount(ref cursor, group, decimals, multiplier, out amount) || RefuseIn(group, name, _error.Reason);

    private bool RefuseIn(string group, string name, string reason) => Refuse(group + "." + name, reason);
}
