using Pipeline.Core.Publications;
using Pipeline.Core.Queries;
using Pipeline.Core.Segments;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>Every publication that an endpoint has made of a segment, and what a segment has that took them up to each number.</summary>
internal sealed class WitnessedPublisher(Publisher publisher)
{
    private readonly SegmentState _alone = new();
    private readonly List<(ReadOnlyMemory<byte> Bytes, CallsView Calls)> _publications = [];

    public Publisher Publisher { get; } = publisher;

    public long LastNumber => _publications.Count;

    public ReadOnlyMemory<byte> this[long number] => _publications[(int)number - 1].Bytes;

    public void Add(ReadOnlyMemory<byte> bytes)
    {
        Publication publication = Publication.TryRead(bytes.Span)
            ?? throw new SimulationFailure($"Publication {LastNumber + 1} of {Publisher} cannot be read.");
        SimulationFailure.Unless(_alone.TryApply(Publisher, LastNumber + 1, publication), $"{Publisher} leaves out a number.");
        _publications.Add((bytes, _alone.Aggregates.Query(Publisher.Segment, EndpointQuery.All)!.Total.Calls));
    }

    /// <summary>What the publications up to a number add up to.</summary>
    public CallsView CallsUpTo(long number) => number == 0 ? default : _publications[(int)number - 1].Calls;
}
