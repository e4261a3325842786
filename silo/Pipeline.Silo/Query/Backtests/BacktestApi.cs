using System.Net.Mime;
using Microsoft.Extensions.Options;
using Pipeline.Core.Catalog;
using Pipeline.Detection.Backtests;
using Pipeline.Detection.Options;
using Pipeline.EventLog;
using Pipeline.Grains;
using Pipeline.Grains.Backtests;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query.Backtests;

/// <summary><c>POST /api/v1/backtest</c>: what would have fired with other options. See docs/backtest.md.</summary>
internal sealed class BacktestApi(
    IEventLog log,
    IGrainFactory grains,
    IOptions<BacktestOptions> options,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<BacktestStreamResult> logger) : IDisposable
{
    public const string Path = "/api/v1/backtest";

    /// <summary>Unknown names that a problem lists.</summary>
    private const int UnknownListedMax = 5;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly BacktestOptions _options = options.Value;
    private readonly SemaphoreSlim _slots = new(options.Value.AtOnceMax);

    public void Dispose() => _slots.Dispose();

    public async Task<IResult> PostAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.GetTypedHeaders().ContentType?.MediaType != MediaTypeNames.Application.Json)
            return Problems.Create(415, "unsupported-media-type", "Unsupported Content-Type", $"'{request.ContentType}' is not {MediaTypeNames.Application.Json}.");
        if (await JsonBody.ReadAsync(request, context.RequestAborted) is not { } body)
            return Problems.Create(413, "too-large", "Body too large", $"A body may have {JsonBody.SizeMax} bytes.");
        if (!JsonBody.TryRead(body, ReportJsonContext.Default.BacktestRequest, out BacktestRequest? asked, out string? defect))
            return Problems.Create(400, "malformed-body", "Malformed body", defect!);
        BacktestRange range = new(asked!.From ?? long.MinValue, asked.To ?? long.MaxValue);
        if (range.FromUnixMs >= range.ToUnixMs)
            return Problems.Create(400, "malformed-body", "Malformed body", "from must lie before to.");
        DetectionOptionsChange change = asked.Options ?? new DetectionOptionsChange();
        if (change.FindFault() is { } fault)
            return Problems.Create(400, "malformed-settings", "Malformed settings", fault);
        if (asked.Endpoints is { Count: 0 })
            return Problems.Create(400, "malformed-body", "Malformed body", "endpoints is empty: it takes names and patterns, or is left out for all endpoints.");

        (IReadOnlyList<string> endpoints, IReadOnlyList<string> unknown) = await FindAsync(asked.Endpoints, context.RequestAborted);
        if (unknown.Count > 0)
        {
            string names = string.Join(", ", unknown.Take(UnknownListedMax).Select(static name => $"'{name}'"));
            string more = unknown.Count > UnknownListedMax ? $" and {unknown.Count - UnknownListedMax} more" : "";
            return Problems.Create(404, "unknown-endpoint", "Unknown endpoint", $"The log has no endpoint {names}{more}.");
        }

        // Nothing is awaited from here to the result, which gives the place back.
        if (!_slots.Wait(0))
            return Problems.TryAgain(context, 429, "too-many-backtests", "Too many backtests", $"{_options.AtOnceMax} are running, which is as many as may.", RetryAfter);
        Backtest backtest = new(log, grains, clock, new BacktestQuestion(endpoints, range, change.Apply), _options);
        return new BacktestStreamResult(backtest, _slots, logger, lifetime.ApplicationStopping);
    }

    /// <summary>The endpoints that are meant, and what of the request means none.</summary>
    private async ValueTask<(IReadOnlyList<string> Endpoints, IReadOnlyList<string> Unknown)> FindAsync(
        IReadOnlyList<string>? asked, CancellationToken cancellationToken)
    {
        HashSet<string> all = new(StringComparer.Ordinal);
        foreach (StreamInfo info in await log.ListStreamsAsync(cancellationToken))
        {
            if (EndpointStream.TryGetEndpoint(info.Stream, out string endpoint))
                all.Add(endpoint);
        }

        if (asked is null)
            return ([.. all], []);
        HashSet<string> meant = new(StringComparer.Ordinal);
        List<string> unknown = [];
        foreach (string name in asked.Distinct(StringComparer.Ordinal))
        {
            string[] fitting = all.Contains(name) ? [name] : NamePattern.IsPattern(name) ? [.. all.Where(endpoint => NamePattern.Matches(name, endpoint))] : [];
            if (fitting.Length == 0)
                unknown.Add(name);
            meant.UnionWith(fitting);
        }

        return ([.. meant], unknown);
    }
}
