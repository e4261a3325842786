using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Pipeline.Client.AspNetCore;

/// <summary>Whether a request failed: by the service's doing, not by its client's.</summary>
internal static class RequestOutcome
{
    /// <summary>Tells the call whether the request failed.</summary>
    /// <param name="call">The request's call.</param>
    /// <param name="context">The request, when everything below has run.</param>
    /// <param name="thrown">What it threw, if anything.</param>
    public static void Apply(Call call, HttpContext context, Exception? thrown)
    {
        // An exception handler below has answered already; it keeps what it handled.
        Exception? exception = thrown ?? context.Features.Get<IExceptionHandlerFeature>()?.Error;
        int status = context.Response.StatusCode;
        if (exception is not null && IsClients(exception, context))
            call.Succeed();
        else if (exception is not null && (thrown is not null || status >= 500))
            call.Fail(exception);
        else if (status >= 500)
            call.Fail(StatusText(status));
        else if (GrpcStatusOf(context) is { } grpcStatus && IsServersFault(grpcStatus))
            call.Fail($"grpc-status {grpcStatus}");
        else
            call.Succeed();
    }

    /// <summary>The client has gone, or sent what cannot be read.</summary>
    private static bool IsClients(Exception exception, HttpContext context) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode < 500,
        OperationCanceledException or IOException => context.RequestAborted.IsCancellationRequested,
        _ => false,
    };

    /// <summary>gRPC answers 200 whatever happens; the outcome follows in a trailer, or in a header where there is no body.</summary>
    private static string? GrpcStatusOf(HttpContext context)
    {
        if (context.Response.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers.TryGetValue("grpc-status", out Microsoft.Extensions.Primitives.StringValues trailer) == true)
            return trailer.ToString();
        return context.Response.Headers.TryGetValue("grpc-status", out Microsoft.Extensions.Primitives.StringValues header) ? header.ToString() : null;
    }

    /// <summary>Unknown, deadline exceeded, unimplemented, internal, unavailable, data loss: what OpenTelemetry counts as the server's errors.</summary>
    private static bool IsServersFault(string status) => status is "2" or "4" or "12" or "13" or "14" or "15";

    private static string StatusText(int status) => status switch
    {
        500 => "HTTP 500",
        502 => "HTTP 502",
        503 => "HTTP 503",
        504 => "HTTP 504",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"HTTP {status}"),
    };
}
