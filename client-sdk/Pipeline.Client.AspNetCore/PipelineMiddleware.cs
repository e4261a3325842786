using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.Logging;

namespace Pipeline.Client.AspNetCore;

/// <summary>Makes a call of each request: endpoint by route, segment, outcome, and what captures add to it while it is current.</summary>
/// <remarks>
/// Where routing has run before, as it has in a <c>WebApplication</c>, the name is known before the request and decides on its sampling.
/// Otherwise it is given afterwards. The program's exceptions pass unchanged; this library has none of its own.
/// </remarks>
internal sealed partial class PipelineMiddleware
{
    private readonly RequestDelegate _next;
    private readonly PipelineClient _client;
    private readonly RouteNames _names;
    private readonly SegmentResolver _segments;
    private readonly PathString[] _excluded;
    private readonly ILogger _logger;
    private int _failed;

    public PipelineMiddleware(RequestDelegate next, PipelineClient client, PipelineRequestOptions options, ILogger<PipelineMiddleware> logger)
    {
        _next = next;
        _client = client;
        _names = new RouteNames(options.MethodInName);
        _segments = new SegmentResolver(options, logger);
        _logger = logger;
        _excluded = [.. options.ExcludedPaths.Select(static path => new PathString(path.TrimEnd('/')))];
    }

    public Task InvokeAsync(HttpContext context)
    {
        Endpoint? endpoint = context.GetEndpoint();
        return IsExcluded(context.Request.Path) || IsExcluded(endpoint) || IsRunAgain(context) ? _next(context) : RecordAsync(context, endpoint);
    }

    private async Task RecordAsync(HttpContext context, Endpoint? endpoint)
    {
        string method = context.Request.Method;
        Call call = Begin(context, endpoint, method, out string? segment);
        ExceptionDispatchInfo? thrown = null;
        try
        {
            await _next(context);
        }
        catch (Exception exception)
        {
            // It is thrown on below, when the call has ended.
            thrown = ExceptionDispatchInfo.Capture(exception);
        }

        End(call, context, endpoint, method, segment, thrown?.SourceException);
        thrown?.Throw();
    }

    private Call Begin(HttpContext context, Endpoint? endpoint, string method, out string? segment)
    {
        segment = null;
        try
        {
            segment = _segments.Resolve(context);
            return _client.Begin(_names.NameOf(endpoint, method), segment);
        }
        catch (Exception exception)
        {
            Note(exception);
            return default;
        }
    }

    private void End(Call call, HttpContext context, Endpoint? endpoint, string method, string? segment, Exception? thrown)
    {
        try
        {
            Endpoint? routed = endpoint ?? RoutedAfterwards(context);
            if (IsExcluded(routed))
                call.Discard();
            string? late = segment ?? _segments.Resolve(context);
            if (!ReferenceEquals(routed, endpoint) || !ReferenceEquals(late, segment))
                call.Rename(_names.NameOf(routed, method), late);
            RequestOutcome.Apply(call, context, thrown);
        }
        catch (Exception exception)
        {
            Note(exception);
        }

        Dispose(call);
    }

    private void Dispose(Call call)
    {
        try
        {
            call.Dispose();
        }
        catch (Exception exception)
        {
            Note(exception);
        }
    }

    /// <summary>What goes wrong here is never the program's concern: neither its requests nor its exceptions are touched by it.</summary>
    private void Note(Exception exception)
    {
        if (Interlocked.Exchange(ref _failed, 1) != 0)
            return;
        try
        {
            LogFailed(_logger, exception);
        }
        catch (Exception)
        {
            // The log itself may be what throws.
        }
    }

    /// <summary>
    /// The endpoint that a request without one was routed to below. What handles an error or a status may have put its own in place of it, and
    /// then either says which it was, or its route does not fit the request's path.
    /// </summary>
    private static Endpoint? RoutedAfterwards(HttpContext context)
    {
        if (context.Features.Get<IExceptionHandlerFeature>() is { } handled)
            return handled.Endpoint;
        Endpoint? endpoint = context.GetEndpoint();
        return context.Response.StatusCode >= 400 && endpoint is RouteEndpoint route && !Fits(route, context.Request.Path) ? null : endpoint;
    }

    private static bool Fits(RouteEndpoint endpoint, PathString path)
        => new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []);

    /// <summary>Whether what handles errors or statuses has begun the request anew: it has been recorded.</summary>
    private static bool IsRunAgain(HttpContext context)
        => context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;

    private bool IsExcluded(PathString path)
    {
        foreach (PathString excluded in _excluded)
        {
            if (path.StartsWithSegments(excluded, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool IsExcluded(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<NotRecorded>() is not null;

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "A request could not be recorded as it should be. The request itself is not affected. Said once.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
