namespace Pipeline.Protocol.Events;

/// <summary>What sort of thing an operation is. The numbers are part of the wire format.</summary>
public enum OperationKind : byte
{
    /// <summary>Code of the service itself: <c>json.dumps</c>.</summary>
    Function = 0,

    /// <summary>Another service: <c>redis</c>, <c>payments</c>.</summary>
    Dependency = 1,

    /// <summary>A file, a socket, a device.</summary>
    Io = 2,
}
