using Pipeline.Silo.Metrics;
using Pipeline.Silo.OpenApi;
using Pipeline.Silo.OpenApi.Routes;
using Prometheus;

namespace Pipeline.Silo.Hosting;

/// <summary><c>GET /metrics</c>, held and served by prometheus-net: text, and OpenMetrics to who prefers it.</summary>
internal static class MetricsHosting
{
    /// <summary>Ours, the runtime's, and those of Orleans.</summary>
    private static readonly IReadOnlyList<string> s_meters = [.. MetricListener.CommonMeters, "Microsoft.Orleans"];

    public static void Add(IServiceCollection services)
    {
        // A registry of our own: the default one adds what prometheus-net knows of the process, under names that the Embedded edition has not.
        services.AddSingleton(_ => Prometheus.Metrics.NewCustomRegistry());
        services.AddSingleton<PrometheusNetExporter>();
        services.AddSingleton(provider => new MetricListener(provider.GetRequiredService<PrometheusNetExporter>(), s_meters));
    }

    public static void Map(WebApplication app)
    {
        MetricListener listener = app.Services.GetRequiredService<MetricListener>();
        CollectorRegistry registry = app.Services.GetRequiredService<CollectorRegistry>();
        registry.AddBeforeCollectCallback(listener.ReadInstruments);
        MetricServerMiddleware server = new(_ => Task.CompletedTask, new MetricServerMiddleware.Settings { Registry = registry });
        app.MapGet(MetricListener.Path, (Delegate)server.Invoke).Describe(OperateRoutes.Metrics);
    }
}
