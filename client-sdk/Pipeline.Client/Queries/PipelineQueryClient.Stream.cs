using System.Runtime.CompilerServices;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    /// <summary>Windows as they close, for as long as they are consumed.</summary>
    /// <remarks>
    /// A connection that breaks, ends or falls silent is made anew, and goes on after the last window that came: none is lost or repeated as far
    /// as the silo still has them, and what it has no more comes as a gap. It ends by cancellation only, or throws when the silo refuses the
    /// question or cannot be reached <see cref="PipelineQueryOptions.ReconnectCountMax"/> times in a row.
    /// </remarks>
    /// <param name="question">Which windows; null for those of 10 s of all endpoints.</param>
    /// <param name="cancellationToken">Ends the stream, by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="PipelineQueryException">The silo answered with a problem that repeating does not mend.</exception>
    /// <exception cref="HttpRequestException">The silo could not be reached again and again.</exception>
    public async IAsyncEnumerable<StreamedWindow> StreamWindowsAsync(
        WindowStreamQuestion? question = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        WindowStreamReader reader = new(_transport, _options, question ?? new WindowStreamQuestion());
        await using (reader.ConfigureAwait(false))
        {
            while (true)
                yield return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
