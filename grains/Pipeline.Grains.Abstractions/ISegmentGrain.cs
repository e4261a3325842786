using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions;

/// <summary>One segment over all endpoints. The key is the segment's name.</summary>
public interface ISegmentGrain : IGrainWithStringKey
{
    /// <summary>Takes in publications of an endpoint, each once and in the order of their numbers.</summary>
    /// <remarks>
    /// What was applied before is passed over; what does not follow the last one is left out, and the answer says from which number to
    /// send. So the endpoint can repeat whatever it likes, and the segment never calls back. Does not interleave: publications of two calls
    /// would else overtake each other while stored windows are read, and a snapshot holds exactly what was applied before it began.
    /// </remarks>
    Task<PublishAnswer> PublishAsync(PublishRequest request);

    /// <summary>The aggregates of what was published, in a range of event time.</summary>
    /// <remarks>
    /// Interleaves with everything: a publication is applied in one turn, so that every turn sees all of it or nothing, and a question
    /// need not wait for a snapshot to be written.
    /// </remarks>
    [AlwaysInterleave]
    Task<WholeSegmentReport> QueryAsync(EndpointQuery query);

    /// <summary>Brings the segment into memory, so that it writes the snapshot that its stream lacks.</summary>
    [AlwaysInterleave]
    Task WakeAsync();
}
