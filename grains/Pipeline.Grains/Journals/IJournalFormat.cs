using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Grains.Journals;

/// <summary>What a journal's state and entries look like as bytes, and what an entry does.</summary>
/// <typeparam name="TState">The state: a function of the entries.</typeparam>
/// <typeparam name="TEntry">An input, with its time.</typeparam>
internal interface IJournalFormat<TState, TEntry>
{
    /// <summary>The state before the first entry.</summary>
    TState Create();

    void Apply(TState state, TEntry entry);

    byte[] WriteEntry(TEntry entry);

    /// <summary>False if the bytes are none of a version that this program knows.</summary>
    bool TryReadEntry(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TEntry? entry);

    byte[] WriteSnapshot(TState state);

    /// <summary>False if the bytes are none of a version that this program knows.</summary>
    bool TryReadSnapshot(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TState? state);
}
