using System.Text.Json;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Top;

/// <summary>Asks the silo for what the view shows: the last five minutes of each endpoint's own time.</summary>
internal sealed class TopQuestion(PipelineQueryClient client, TopOptions options)
{
    private readonly EndpointListQuestion _page = new() { Sort = options.Sort, IsDescending = true, PageSize = options.Limit };

    /// <summary>The endpoints at the top.</summary>
    public async Task<TopSnapshot> AskAsync(CancellationToken cancellationToken)
    {
        if (options.Segment is { } segment)
            return await AskSegmentAsync(segment, cancellationToken);
        EndpointSummaryListReport list = await client.ListEndpointsAsync(_page, cancellationToken: cancellationToken);
        string json = JsonSerializer.Serialize(list, ReportJsonContext.Readable.EndpointSummaryListReport);
        return new TopSnapshot([.. list.Endpoints.Select(TopRow.Of)], list.TotalCount, json);
    }

    /// <summary>The catalog's summaries do not tell segments apart, so the endpoints at the top are asked themselves, and ordered anew.</summary>
    private async Task<TopSnapshot> AskSegmentAsync(string segment, CancellationToken cancellationToken)
    {
        EndpointListReport list = await client.ListEndpointReportsAsync(question: _page, cancellationToken: cancellationToken);
        (EndpointReport Report, TopRow Row)[] shown =
        [
            .. list.Endpoints
                .Select(report => (Report: report, Row: TopRow.Of(report, segment)))
                .Where(static endpoint => endpoint.Row is not null)
                .OrderByDescending(endpoint => endpoint.Row!.Figure(options.Sort))
                .Select(static endpoint => (endpoint.Report, endpoint.Row!)),
        ];
        EndpointListReport answer = list with { Endpoints = [.. shown.Select(static endpoint => endpoint.Report)] };
        string json = JsonSerializer.Serialize(answer, ReportJsonContext.Readable.EndpointListReport);
        return new TopSnapshot([.. shown.Select(static endpoint => endpoint.Row)], list.TotalCount, json);
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
