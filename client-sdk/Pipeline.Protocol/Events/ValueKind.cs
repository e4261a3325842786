namespace Pipeline.Protocol.Events;

/// <summary>How a named business figure is aggregated. The numbers are part of the wire format.</summary>
public enum ValueKind : byte
{
    /// <summary>Added up: revenue. The amount is a total over the event's count.</summary>
    Sum = 0,

    /// <summary>Sketched, so that quantiles can be asked for: response bytes. The amount is that of each call (their mean where count &gt; 1).</summary>
    Distribution = 1,
}
