using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>What is limited, how much of it is used, and what overflowed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem.</exception>
    public Task<CatalogReport> GetCatalogAsync(CancellationToken cancellationToken = default) =>
        _transport.GetAsync(new QueryString("/api/v1/catalog"), ReportJsonContext.Default.CatalogReport, cancellationToken);
}
