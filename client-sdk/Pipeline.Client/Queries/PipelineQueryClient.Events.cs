using System.Runtime.CompilerServices;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>One page of an endpoint's events, read back from the log.</summary>
    /// <param name="question">Which events.</param>
    /// <param name="cursor">What <see cref="EventPageReport.Next"/> of the page before held; null for the first page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.</exception>
    public Task<EventPageReport> GetEventPageAsync(EventsQuestion question, string? cursor = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        QueryString text = new("/api/v1/events");
        text.Add("endpoint", question.Endpoint);
        text.Add("segment", question.Segment);
        text.Add("from", question.From?.ToUnixTimeMilliseconds());
        text.Add("to", question.To?.ToUnixTimeMilliseconds());
        text.Add("limit", question.PageSize);
        text.Add("cursor", cursor);
        return _transport.GetAsync(text, ReportJsonContext.Default.EventPageReport, cancellationToken);
    }

    /// <summary>All of an endpoint's events in the order of the log, page after page as they are consumed.</summary>
    /// <remarks>Ends where the log ended when the last page was read. One page is held at a time.</remarks>
    /// <param name="question">Which events.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineQueryException"><c>unknown-endpoint</c>: no event of it was ever accepted; or another problem.</exception>
    public async IAsyncEnumerable<EventRecord> ReadEventsAsync(
        EventsQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IAsyncEnumerable<EventPageReport> pages =
            ReadPagesAsync((cursor, token) => GetEventPageAsync(question, cursor, token), static page => page.Next, cancellationToken);
        await foreach (EventPageReport page in pages.ConfigureAwait(false))
        {
            foreach (EventRecord record in page.Events)
                yield return record;
        }
    }
}
