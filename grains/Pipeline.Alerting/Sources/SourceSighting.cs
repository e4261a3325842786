using Pipeline.Protocol.Identities;

namespace Pipeline.Alerting.Sources;

/// <summary>That a source has sent something, once or several times since it was asked last. Times are the receiver's.</summary>
/// <param name="Source">Who.</param>
/// <param name="Start">When it began by its own account, Unix ms.</param>
/// <param name="Endpoint">An endpoint that it has sent events of; empty if that is not known.</param>
/// <param name="First">When the first of it arrived, Unix ms.</param>
/// <param name="Last">When the last of it arrived, Unix ms.</param>
public readonly record struct SourceSighting(SourceId Source, long Start, string Endpoint, long First, long Last);
