using System.Collections.Immutable;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>Which endpoints and segments have a place, and what all endpoints said of themselves last. One per installation.</summary>
/// <remarks>Every method interleaves: answers come from memory, and decisions that arrive together share one entry and one commit.</remarks>
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "catalog";

    /// <summary>Names that one call may ask about.</summary>
    const int NamesMax = 4_096;

    /// <summary>Decides which endpoints have a place. Answers when the decisions are durable; the same name gets the same answer again.</summary>
    /// <param name="names">At most <see cref="NamesMax"/>.</param>
    [AlwaysInterleave]
    Task<AdmissionAnswer> AdmitEndpointsAsync(ImmutableArray<string> names);

    /// <summary>Decides which segments have a grain of their own, for ever. Answers when the decisions are durable.</summary>
    /// <param name="names">At most <see cref="NamesMax"/>.</param>
    [AlwaysInterleave]
    Task<AdmissionAnswer> AdmitSegmentsAsync(ImmutableArray<string> names);

    /// <summary>Takes in what endpoints say of themselves, and events of overflowing names. Answers how many endpoints there are.</summary>
    [AlwaysInterleave]
    Task<CatalogReceipt> ReportAsync(CatalogUpdate update);

    /// <summary>Every endpoint with a place, and <c>__other__</c> if it is in use.</summary>
    [AlwaysInterleave]
    Task<ImmutableArray<string>> GetEndpointsAsync();

    /// <summary>A page of endpoints in the order asked for. Asks no endpoint.</summary>
    [AlwaysInterleave]
    Task<EndpointPage> ListAsync(EndpointListQuery query);

    /// <summary>Which endpoints may have anomalies that are asked for. Asks no endpoint.</summary>
    [AlwaysInterleave]
    Task<AnomalousEndpoints> FindAnomalousAsync(AnomalousQuery query);

    /// <summary>What is limited, how much of it is used, and what overflowed.</summary>
    [AlwaysInterleave]
    Task<CatalogReport> DescribeAsync();
}
