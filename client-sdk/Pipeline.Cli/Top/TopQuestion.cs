using System.Text.Json;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Top;

/// <summary>Asks the silo for what the view shows: the last five minutes of each endpoint's own time.</summary>
internal sealed class TopQuestion(PipelineQueryClient client, TopOptions options)
{
    private const int AskedMax = 10_000;

    /// <summary>The endpoints at the top.</summary>
    public async Task<TopSnapshot> AskAsync(CancellationToken cancellationToken)
    {
        EndpointListReport list = await client.ListEndpointsAsync(limit: AskedMax, cancellationToken: cancellationToken);
        (EndpointReport Report, TopRow Row)[] shown =
        [
            .. list.Endpoints
                .Select(report => (Report: report, Row: options.Segment is { } segment ? TopRow.Of(report, segment) : TopRow.Of(report)))
                .Where(static endpoint => endpoint.Row is not null)
                .OrderByDescending(endpoint => endpoint.Row!.Figure(options.Sort))
                .ThenBy(static endpoint => endpoint.Report.Name, StringComparer.Ordinal)
                .Take(options.Limit)
                .Select(static endpoint => (endpoint.Report, endpoint.Row!)),
        ];
        EndpointListReport answer = list with { Endpoints = [.. shown.Select(static endpoint => endpoint.Report)] };
        return new TopSnapshot(
            [.. shown.Select(static endpoint => endpoint.Row)],
            list.TotalCount,
            JsonSerializer.Serialize(answer, ReportJsonContext.Default.EndpointListReport));
    }

    /// <summary>What one endpoint does, most time first.</summary>
    public async Task<IReadOnlyList<OperationReport>> AskOperationsAsync(string endpoint, CancellationToken cancellationToken)
    {
        EndpointReport report = await client.GetEndpointAsync(endpoint, cancellationToken: cancellationToken);
        if (options.Segment is not { } segment)
            return report.Operations;
        return report.Segments.TryGetValue(segment, out SegmentReport? part) ? part.Operations : [];
    }
}
