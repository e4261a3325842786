using System.Diagnostics;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Publications;

/// <summary>Takes what the windows of an endpoint publish while one entry is applied, and makes publications of it, by segment.</summary>
/// <remarks>One per thread, like everything that applying needs only while it runs. Not thread-safe.</remarks>
internal sealed class PublicationCollector
{
    private readonly PublicationBuilder[] _builders = new PublicationBuilder[EndpointState.SegmentsMax];
    private EndpointState? _state;
    private int _usedCount;

    /// <summary>Prepares for an entry.</summary>
    public void Begin(EndpointState state)
    {
        for (int segment = 0; segment < _usedCount; segment++)
            _builders[segment]?.Clear();
        _usedCount = 0;
        _state = state;
    }

    /// <summary>Takes a cell, with its estimated part settled.</summary>
    /// <param name="segment">The segment's number.</param>
    /// <param name="widthMs">Width of its window, ms; 0 for the lifetime.</param>
    /// <param name="startUnixMs">Start of its window; for the lifetime some time that the endpoint had reached.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="packed">The cell, packed. Not kept.</param>
    public void Add(int segment, long widthMs, long startUnixMs, Cell cell, byte[] packed)
    {
        EndpointState state = _state!;
        PublicationBuilder builder = _builders[segment] ??= new PublicationBuilder();
        _usedCount = Math.Max(_usedCount, segment + 1);
        if (builder.IsFull)
            Seal(segment, builder);
        if (builder.TryAdd(widthMs, startUnixMs, cell, packed, state.Operations.Names, state.Values.Names))
            return;
        Seal(segment, builder);
        bool isAdded = builder.TryAdd(widthMs, startUnixMs, cell, packed, state.Operations.Names, state.Values.Names);
        Debug.Assert(isAdded, "An empty publication has no names to be at odds with.");
    }

    /// <summary>Numbers and queues what was collected, ascending by segment.</summary>
    public void End()
    {
        for (int segment = 0; segment < _usedCount; segment++)
        {
            if (_builders[segment] is { IsEmpty: false } builder)
                Seal(segment, builder);
        }

        _usedCount = 0;
        _state = null;
    }

    private void Seal(int segment, PublicationBuilder builder)
    {
        PublicationQueue queue = _state!.Publications;
        queue.Add(segment, builder.Seal(queue.BeginsLate));
    }
}
