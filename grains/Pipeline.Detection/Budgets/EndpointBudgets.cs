#pragma warning disable CA1822 // A shell.
using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Detection.Budgets;

/// <summary>The budgets of an endpoint, and where it broke them: a function of the entries of its stream, in their order.</summary>
/// <remarks>No clock, no randomness, no I/O; <see cref="Write"/> of equal states gives equal bytes. Not thread-safe.</remarks>
public sealed class EndpointBudgets(string endpoint)
{
    /// <summary>Findings kept of an endpoint; the oldest ended ones are forgotten first.</summary>
    public const int FindingsMax = 256;

    public string Endpoint { get; } = endpoint;

    /// <summary>Those that are about this endpoint, as the last entry about them said; null before the first.</summary>
    public IReadOnlyList<Budget>? Budgets { get; private set; }

    /// <summary>Rises whenever <see cref="Findings"/> change.</summary>
    public long Revision { get; private set; }

    /// <summary>Where budgets were broken, in the order in which it was found; at most <see cref="FindingsMax"/>.</summary>
    public IReadOnlyList<Finding> Findings { get; } = [];

    /// <summary>Judges what an entry has closed; called after each entry, also if it has closed nothing.</summary>
    public void Observe(EndpointState state, IReadOnlyList<ClosedCell> closed, in EntryHeader header)
    {
    }

    /// <summary>Applies an entry that says which budgets are about this endpoint; false if its body cannot be read.</summary>
    public bool TryApply(in EntryHeader header, ReadOnlySpan<byte> body) => false;

    /// <summary>Packs it.</summary>
    public byte[] Write() => [];

    /// <summary>Reads what <see cref="Write"/> wrote; null if the bytes are none.</summary>
    public static EndpointBudgets? TryRead(string endpoint, ReadOnlySpan<byte> bytes) => new(endpoint);
}
