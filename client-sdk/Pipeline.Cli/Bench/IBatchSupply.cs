using Pipeline.Protocol.Identities;

namespace Pipeline.Cli.Bench;

/// <summary>Gives one connection its next request body, cheaply: from events encoded beforehand, with new times and identity.</summary>
/// <remarks>Not thread-safe; every connection has its own over shared templates.</remarks>
internal interface IBatchSupply
{
    /// <summary>Events in each batch.</summary>
    int EventsPerBatch { get; }

    /// <summary>The next body; valid until the next call.</summary>
    /// <param name="identity">Goes into the body or, where the format has no place for it, by <see cref="Prepare"/> into headers.</param>
    /// <param name="nowUnixMs">The latest time of an event.</param>
    ReadOnlyMemory<byte> Next(BatchIdentity identity, long nowUnixMs);

    /// <summary>Sets the headers of a request that carries the body given last.</summary>
    void Prepare(HttpRequestMessage request);
}
