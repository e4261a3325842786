using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Pipeline.EventLog;
using Pipeline.Grains;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Wire;

namespace Pipeline.Silo.Ingest;

/// <summary>The endpoints this silo knows, with a reference to the grain of each; bounded.</summary>
/// <remarks>Thread-safe. Filled from the log at start, then by what is sent. Names are never forgotten while the silo runs.</remarks>
internal sealed class EndpointDirectory(IGrainFactory grains, IOptions<IngestOptions> options)
{
    private readonly int _countMax = options.Value.EndpointCountMax;
    private readonly ConcurrentDictionary<string, IEndpointGrain> _endpoints = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Every known name, in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _endpoints.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Takes in what the log already holds, beyond the limit if need be: what was acknowledged stays readable.</summary>
    public void Load(IEnumerable<StreamInfo> streams)
    {
        foreach (StreamInfo stream in streams)
        {
            if (EndpointStream.TryGetEndpoint(stream.Stream, out string endpoint))
                Add(endpoint);
        }
    }

    /// <summary>The grain of a known endpoint.</summary>
    public bool TryGet(string endpoint, out IEndpointGrain grain) => _endpoints.TryGetValue(endpoint, out grain!);

    /// <summary>The grain of an endpoint that has something to append; false when the name is new and cannot be taken.</summary>
    /// <remarks>A new name needs a valid section, so that bytes without meaning cannot use up the places.</remarks>
    public bool TryGetOrAdd(in SectionToAppend section, out IEndpointGrain grain)
    {
        if (_endpoints.TryGetValue(section.Endpoint, out grain!))
            return true;
        // Concurrent newcomers may pass the limit by as many as arrive at once; the bound on memory holds all the same.
        if (Count >= _countMax || !SectionValidator.TryValidate(section.Bytes.Span, out _, out _))
            return false;
        grain = Add(section.Endpoint);
        return true;
    }

    private IEndpointGrain Add(string endpoint)
    {
        IEndpointGrain grain = grains.GetGrain<IEndpointGrain>(endpoint);
        if (_endpoints.TryAdd(endpoint, grain))
            Interlocked.Increment(ref _count);
        return grain;
    }
}
