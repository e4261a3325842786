using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>Finds the trace and span of single events of a section. Few events are exemplars, so ids are decoded one at a time.</summary>
internal sealed class ExemplarIds
{
    private int[] _tracePositions = [];
    private int[] _spanPositions = [];
    private int _traceCount;
    private int _spanCount;

    /// <summary>Prepares for a section.</summary>
    public void Reset(scoped in SectionReader section)
    {
        _traceCount = section.TryGetTraceIds(out IdentifierReader traces) ? ReadPositions(traces, ref _tracePositions) : 0;
        _spanCount = section.TryGetSpanIds(out IdentifierReader spans) ? ReadPositions(spans, ref _spanPositions) : 0;
    }

    public TraceId FindTrace(scoped in SectionReader section, int eventIndex)
    {
        int at = _traceCount == 0 ? -1 : Array.BinarySearch(_tracePositions, 0, _traceCount, eventIndex);
        return at >= 0 && section.TryGetTraceIds(out IdentifierReader traces) ? traces.GetTraceId(at) : default;
    }

    public SpanId FindSpan(scoped in SectionReader section, int eventIndex)
    {
        int at = _spanCount == 0 ? -1 : Array.BinarySearch(_spanPositions, 0, _spanCount, eventIndex);
        return at >= 0 && section.TryGetSpanIds(out IdentifierReader spans) ? spans.GetSpanId(at) : default;
    }

    private static int ReadPositions(IdentifierReader ids, ref int[] positions)
    {
        if (positions.Length < ids.Count)
            positions = new int[ids.Count];
        return ids.ReadPositions(positions);
    }
}
