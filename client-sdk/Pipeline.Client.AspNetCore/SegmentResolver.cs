using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pipeline.Client.AspNetCore;

/// <summary>Tells for whom a request is made. Never throws.</summary>
internal sealed partial class SegmentResolver
{
    private const string Other = "other";

    private readonly Func<HttpContext, string?>? _segment;
    private readonly string? _claim;
    private readonly string? _header;
    private readonly HashSet<string>? _known;
    private readonly ILogger _logger;
    private int _failed;

    public SegmentResolver(PipelineRequestOptions options, ILogger logger)
    {
        _segment = options.Segment;
        _claim = options.SegmentClaim;
        _header = options.SegmentHeader;
        _known = options.KnownSegments.Count > 0 ? new HashSet<string>(options.KnownSegments, StringComparer.Ordinal) : null;
        _logger = logger;
    }

    /// <summary>The segment; null if it cannot be told, or not yet.</summary>
    public string? Resolve(HttpContext context)
    {
        string? segment = null;
        try
        {
            segment = _segment?.Invoke(context);
            if (string.IsNullOrEmpty(segment) && _claim is not null)
                segment = context.User.FindFirst(_claim)?.Value;
            if (string.IsNullOrEmpty(segment) && _header is not null)
                segment = context.Request.Headers[_header].ToString();
        }
        catch (Exception exception)
        {
            // The request is worth more than its segment.
            if (Interlocked.Exchange(ref _failed, 1) == 0)
                Say(exception);
        }

        if (string.IsNullOrEmpty(segment))
            return null;
        return _known is null || _known.Contains(segment) ? segment : Other;
    }

    private void Say(Exception exception)
    {
        try
        {
            LogSegmentFailed(_logger, exception);
        }
        catch (Exception)
        {
            // A log that throws costs no more than the delegate that did.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The delegate that names a request's segment failed; such requests have the default segment. Said once.")]
    private static partial void LogSegmentFailed(ILogger logger, Exception exception);
}
