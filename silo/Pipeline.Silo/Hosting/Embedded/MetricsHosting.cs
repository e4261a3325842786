using Pipeline.Silo.Metrics;
using Pipeline.Silo.Metrics.Text;
using Pipeline.Silo.OpenApi;
using Pipeline.Silo.OpenApi.Routes;

namespace Pipeline.Silo.Hosting;

/// <summary><c>GET /metrics</c>, written by ourselves.</summary>
internal static class MetricsHosting
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<TextExporter>();
        services.AddSingleton(provider => new MetricListener(provider.GetRequiredService<TextExporter>(), MetricListener.CommonMeters));
    }

    public static void Map(WebApplication app)
    {
        MetricListener listener = app.Services.GetRequiredService<MetricListener>();
        TextExporter exporter = app.Services.GetRequiredService<TextExporter>();
        app.MapGet(MetricListener.Path, () =>
        {
            listener.ReadInstruments();
            return Results.Text(exporter.Write(), PrometheusText.ContentType);
        }).Describe(OperateRoutes.Metrics);
    }
}
