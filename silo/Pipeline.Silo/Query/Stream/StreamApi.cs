using System.Globalization;
using Microsoft.Extensions.Options;
using Pipeline.Core.Windows;
using Pipeline.Grains.Feed;

namespace Pipeline.Silo.Query.Stream;

/// <summary><c>GET /api/v1/stream</c>: windows as they close. See docs/http-api.md.</summary>
internal sealed class StreamApi(WindowFeed feed, IOptions<WindowFeedOptions> options, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    public const string Path = "/api/v1/stream";

    private const string LastEventId = "Last-Event-ID";
    private const long WidthMsDefault = 10_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private static readonly IReadOnlyList<WindowTier> Tiers = WindowOptions.Default.Tiers;

    public IResult Get(HttpContext context)
    {
        if (!TryRead(context.Request, out WindowFilter filter, out FeedPosition? after, out string defect))
            return Problems.Create(400, "malformed-parameter", "Malformed parameter", defect);
        if (!feed.TrySubscribe(filter, after, out WindowSubscription? subscription))
        {
            string detail = $"{options.Value.ClientCountMax} clients listen already, or the silo is stopping.";
            return Problems.TryAgain(context, 503, "too-many-clients", "Too many clients", detail, RetryAfter);
        }

        return new EventStreamResult(subscription, options.Value.HeartbeatPeriod, clock, lifetime.ApplicationStopping);
    }

    private static bool TryRead(HttpRequest request, out WindowFilter filter, out FeedPosition? after, out string defect)
    {
        ParameterReader reader = new(request.Query);
        long widthMs = (long?)reader.Duration("width")?.TotalMilliseconds ?? WidthMsDefault;
        if (!Tiers.Any(tier => tier.WidthMs == widthMs))
            reader.Refuse($"width is '{reader.Text("width")}': it takes one of {string.Join(", ", Tiers.Select(tier => Describe(tier.WidthMs)))}.");
        filter = new WindowFilter(widthMs, reader.Text("endpoint"), reader.Text("segment"));
        after = null;
        // A browser sends the header by itself when it reconnects, so that is the newer of the two.
        string? id = request.Headers[LastEventId].FirstOrDefault() ?? reader.Text("last_event_id");
        if (FeedPosition.TryParse(id, out FeedPosition position) && position.WidthMs == widthMs)
            after = position;
        else if (!string.IsNullOrEmpty(id))
            reader.Refuse($"{LastEventId} is '{id}': it takes what 'id' of an event of the same width held.");
        defect = reader.Defect ?? string.Empty;
        return reader.Defect is null;
    }

    private static string Describe(long widthMs) => widthMs switch
    {
        >= 3_600_000 => string.Create(CultureInfo.InvariantCulture, $"{widthMs / 3_600_000}h"),
        >= 60_000 => string.Create(CultureInfo.InvariantCulture, $"{widthMs / 60_000}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{widthMs / 1_000}s"),
    };
}
