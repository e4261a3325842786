using Pipeline.EventLog;

namespace Pipeline.Grains;

/// <summary>How endpoints are named in the event log.</summary>
public static class EndpointStream
{
    private const string Prefix = "endpoint/";

    /// <summary>The stream of an endpoint: <c>endpoint/</c> and its name.</summary>
    public static StreamName NameOf(string endpoint) => new(Prefix + endpoint);

    /// <summary>The endpoint of a stream; false for a stream of another kind.</summary>
    public static bool TryGetEndpoint(StreamName stream, out string endpoint)
    {
        bool isEndpoint = stream.Value.StartsWith(Prefix, StringComparison.Ordinal);
        endpoint = isEndpoint ? stream.Value[Prefix.Length..] : string.Empty;
        return isEndpoint;
    }
}
