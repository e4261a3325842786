namespace Pipeline.Silo.Startup;

/// <summary>Answers 503 while the silo is not ready: before that it does not know its endpoints, and while it stops it takes nothing new.</summary>
/// <remarks>Health, readiness and metrics are always answered.</remarks>
internal sealed class ReadinessGate(RequestDelegate next, Readiness readiness)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public Task InvokeAsync(HttpContext context)
    {
        bool isGuarded = context.Request.Path.StartsWithSegments("/v1") || context.Request.Path.StartsWithSegments("/api");
        if (readiness.IsReady || !isGuarded)
            return next(context);
        return Problems
            .TryAgain(context, 503, "not-ready", "Not ready", "Streams are being brought back, the silo is not a member of its cluster, or it is stopping.", RetryAfter)
            .ExecuteAsync(context);
    }
}
