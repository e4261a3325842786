using Pipeline.Alerting.Sources;
using Pipeline.Protocol.Identities;

namespace Pipeline.Grains.Orleans;

/// <summary>A <see cref="SourceSighting"/> as it travels between silos.</summary>
[GenerateSerializer, Immutable, Alias("pipeline.source-sighting.v1")]
internal readonly record struct SightingMessage(
    [property: Id(0)] ulong SourceHigh,
    [property: Id(1)] ulong SourceLow,
    [property: Id(2)] long Start,
    [property: Id(3)] string Endpoint,
    [property: Id(4)] long First,
    [property: Id(5)] long Last)
{
    public static SightingMessage Of(SourceSighting sighting) =>
        new(sighting.Source.High, sighting.Source.Low, sighting.Start, sighting.Endpoint, sighting.First, sighting.Last);

    public SourceSighting ToSighting() => new(new SourceId(SourceHigh, SourceLow), Start, Endpoint, First, Last);
}
