namespace Pipeline.Protocol.Queries;

/// <summary>What is limited, how much of it is used, and what overflowed: the body of <c>GET /api/v1/catalog</c>.</summary>
/// <param name="AsOf">When the catalog answered, Unix ms.</param>
/// <param name="Epoch">Entries of the catalog's stream: rises with each decision that is new.</param>
/// <param name="Endpoints">Places of endpoints.</param>
/// <param name="Segments">Segments with aggregates over all endpoints.</param>
/// <param name="Overflow">Endpoint names without a place.</param>
/// <param name="WithinEndpoints">What overflowed inside endpoints: segments, operations and values beyond an endpoint's own limits.</param>
public sealed record CatalogReport(
    long AsOf,
    long Epoch,
    PlacesReport Endpoints,
    CatalogSegmentsReport Segments,
    EndpointOverflowReport Overflow,
    InnerOverflowReport WithinEndpoints);
