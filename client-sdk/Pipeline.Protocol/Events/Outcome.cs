namespace Pipeline.Protocol.Events;

/// <summary>How a call ended. The numbers are part of the wire format.</summary>
public enum Outcome : byte
{
    Ok = 0,
    Error = 1,
}
