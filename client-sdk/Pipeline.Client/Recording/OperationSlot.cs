using Pipeline.Protocol.Events;

namespace Pipeline.Client.Recording;

/// <summary>What an open call did of one operation so far.</summary>
internal struct OperationSlot
{
    public string Name;
    public OperationKind Kind;
    /// <summary>Thousandths.</summary>
    public long CallsMilli;

    /// <summary>Ns; -1 if never measured.</summary>
    public long TimeNs;

    /// <summary>Ns; -1 if never measured.</summary>
    public long SelfTimeNs;

    /// <summary>-1 if never observed.</summary>
    public long ErrorCount;

    /// <summary>Calls allowed, thousandths; <see cref="long.MaxValue"/> if unlimited, negative once the excess was reported.</summary>
    public long CallsMilliMax;
}
