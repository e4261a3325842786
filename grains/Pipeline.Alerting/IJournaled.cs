namespace Pipeline.Alerting;

/// <summary>A state that is a function of the entries of one stream, and how both are kept.</summary>
/// <typeparam name="TSelf">The state.</typeparam>
/// <typeparam name="TEntry">An input, with its time.</typeparam>
public interface IJournaled<TSelf, TEntry>
    where TSelf : class, IJournaled<TSelf, TEntry>, new()
    where TEntry : class
{
    /// <summary>Takes the next entry: no clock, no chance, no failure.</summary>
    void Apply(TEntry entry);

    /// <summary>All of it as bytes.</summary>
    byte[] WriteSnapshot();

    /// <summary>An entry as bytes.</summary>
    static abstract byte[] Write(TEntry entry);

    /// <summary>An entry; null if the bytes are none of a version that this program knows.</summary>
    static abstract TEntry? Read(ReadOnlySpan<byte> bytes);

    /// <summary>A state; null if the bytes are none of a version that this program knows.</summary>
    static abstract TSelf? ReadSnapshot(ReadOnlySpan<byte> bytes);
}
