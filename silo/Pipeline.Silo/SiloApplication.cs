using System.Net;
using Microsoft.Extensions.Options;
using Pipeline.Grains;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Backtests;
using Pipeline.Grains.Catalog;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Feed;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Training;
using Pipeline.Grains.Windows;
using Pipeline.Silo.Cluster;
using Pipeline.Silo.Hosting;
using Pipeline.Silo.Ingest;
using Pipeline.Silo.Metrics;
using Pipeline.Silo.OpenApi;
using Pipeline.Silo.OpenApi.Routes;
using Pipeline.Silo.Query;
using Pipeline.Silo.Query.Alerts;
using Pipeline.Silo.Query.Anomalies;
using Pipeline.Silo.Query.Backtests;
using Pipeline.Silo.Query.Budgets;
using Pipeline.Silo.Query.Events;
using Pipeline.Silo.Query.Listing;
using Pipeline.Silo.Query.Stream;
using Pipeline.Silo.Query.Webhooks;
using Pipeline.Silo.Settings;
using Pipeline.Silo.Startup;
using Pipeline.Silo.Storage;

namespace Pipeline.Silo;

/// <summary>The composition root: which parts there are, in which order they start, and under which paths they answer.</summary>
/// <remarks>
/// Hosted services start in the order they are added and stop in the reverse: at a stop Kestrel takes no more requests, then the grains
/// drain and write their snapshots, then the container closes the log.
/// </remarks>
internal static partial class SiloApplication
{
    /// <param name="overrides">Settings of the command line; they win over the environment and appsettings.json.</param>
    public static WebApplication Build(IReadOnlyDictionary<string, string?> overrides)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(overrides);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        // A line per request would bury everything else; /metrics counts requests.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        AddOptions(builder);
        CheckCluster(builder.Configuration);
        AddStorage(builder.Services);
        AddServices(builder);
        Listen(builder);

        WebApplication app = builder.Build();
        UnknownSettings.Refuse(app.Configuration, [.. app.Services.GetServices<SettingsSection>()]);
        SayUnauthenticated(app);
        // The data folder is locked, or Redis is found to be there, and a damaged or newer one refused, before anything listens.
        _ = app.Services.GetRequiredService<EventStore>();
        MapPaths(app);
        InstrumentsAtStart.Create(app.Services);
        app.Lifetime.ApplicationStopping.Register(() => app.Services.GetRequiredService<Readiness>().Stop());
        // Clients of the stream stay for ever; requests that end by themselves are waited for.
        app.Lifetime.ApplicationStopping.Register(() => app.Services.GetRequiredService<WindowFeed>().Close());
        return app;
    }

    /// <summary>Who lets others in must not be able to forget it.</summary>
    private static void SayUnauthenticated(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<SiloOptions>>().Value is { AllowUnauthenticated: true } options)
            LogUnauthenticated(app.Logger, options.Address);
    }

    private static void AddOptions(WebApplicationBuilder builder)
    {
        AddOptions<SiloOptions, SiloOptionsValidator>(builder, SiloOptions.Section);
        AddOptions<RedisOptions, RedisOptionsValidator>(builder, RedisOptions.Section);
        AddOptions<SiloClusterOptions, SiloClusterOptionsValidator>(builder, SiloClusterOptions.Section);
        AddOptions<IngestOptions, IngestOptionsValidator>(builder, IngestOptions.Section);
        AddOptions<EndpointGrainOptions, EndpointGrainOptionsValidator>(builder, EndpointGrainOptions.Section);
        AddOptions<DetectionConfiguration, DetectionConfigurationValidator>(builder, DetectionConfiguration.Section);
        AddOptions<WindowFeedOptions, WindowFeedOptionsValidator>(builder, WindowFeedOptions.Section);
        AddOptions<BacktestOptions, BacktestOptionsValidator>(builder, BacktestOptions.Section);
        AddOptions<AlertOptions, AlertOptionsValidator>(builder, AlertOptions.Section);
        AddOptions<CatalogOptions, CatalogOptionsValidator>(builder, CatalogOptions.Section);
        AddOptions<SegmentGrainOptions, SegmentGrainOptionsValidator>(builder, SegmentGrainOptions.Section);
        AddOptions<ForestTrainerOptions, ForestTrainerOptionsValidator>(builder, ForestTrainerOptions.Section);
        // The grains have StopTimeout to drain; the rest of the stop needs a little more.
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<SiloOptions>>(
            (host, silo) => host.ShutdownTimeout = silo.Value.StopTimeout + TimeSpan.FromSeconds(10));
    }

    /// <summary>Orleans wants ports and addresses before the options are checked.</summary>
    private static void CheckCluster(ConfigurationManager configuration)
    {
        SiloOptions silo = configuration.GetSection(SiloOptions.Section).Get<SiloOptions>() ?? new SiloOptions();
        SiloClusterOptions cluster = configuration.GetSection(SiloClusterOptions.Section).Get<SiloClusterOptions>() ?? new SiloClusterOptions();
        ValidateOptionsResult result = new SiloClusterOptionsValidator(Options.Create(silo)).Validate(null, cluster);
        if (result.Failed)
            throw new OptionsValidationException(SiloClusterOptions.Section, typeof(SiloClusterOptions), result.Failures);
    }

    /// <summary>Binds a section of the configuration, and refuses to start with a bad one.</summary>
    public static void AddOptions<TOptions, TValidator>(WebApplicationBuilder builder, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        builder.Services.AddSingleton(new SettingsSection(section, typeof(TOptions)));
        builder.Services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        builder.Services.AddOptions<TOptions>().Bind(builder.Configuration.GetSection(section)).ValidateOnStart();
    }

    private static void AddStorage(IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        EventStore.Add(services);
        services.AddSingleton<WindowCache>();
        services.AddSingleton<CatalogInstruments>();
        services.AddSingleton<SummaryReporter>();
        services.AddSingleton<SegmentAdmission>();
        services.AddSingleton<SegmentDirectory>();
        services.AddSingleton<SegmentInstruments>();
        services.AddSingleton<RecoveryInstruments>();
        services.AddSingleton<ForestTrainerInstruments>();
        services.AddSingleton<ForestTrainer>();
        services.AddSingleton<AlertInstruments>();
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddMetrics();
        services.AddProblemDetails();
        services.AddRequestDecompression();
        MetricsHosting.Add(services);
        services.AddSingleton<IngestAdmission>();
        services.AddSingleton<IngestInstruments>();
        services.AddSingleton<IngestGateway>();
        services.AddSingleton<IngestApi>();
        services.AddSingleton<EndpointDirectory>();
        services.AddSingleton<EndpointListApi>();
        services.AddSingleton<EndpointsApi>();
        services.AddSingleton<CatalogApi>();
        services.AddSingleton<SegmentNames>();
        services.AddSingleton<SegmentsApi>();
        services.AddSingleton<CompareApi>();
        services.AddSingleton<CostApi>();
        services.AddSingleton<AnomalySearch>();
        services.AddSingleton<DeepestAnomalies>();
        services.AddSingleton<AnomaliesApi>();
        services.AddSingleton<FeaturesApi>();
        services.AddSingleton<DetectionApi>();
        services.AddSingleton<EventsApi>();
        services.AddSingleton<BacktestApi>();
        services.AddSingleton<SeriesApi>();
        services.AddSingleton<WindowFeed>();
        services.AddSingleton<StreamApi>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<SiloInstruments>();
        services.AddSingleton<SiloHealth>();
        BudgetsSetup.Add(builder);
        AlertsSetup.Add(builder);
        WebhooksSetup.Add(builder);
        OpenApiSetup.Add(services);
        GrainHosting.AddGrains(builder);
        BudgetsSetup.AddHosted(services);
        services.AddHostedService<SummaryPump>();
        services.AddHostedService<StreamActivator>();
        services.AddHostedService<Announcement>();
    }

    private static void Listen(WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            SiloOptions options = kestrel.ApplicationServices.GetRequiredService<IOptions<SiloOptions>>().Value;
            IngestOptions ingest = kestrel.ApplicationServices.GetRequiredService<IOptions<IngestOptions>>().Value;
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ingest.BodySizeMax;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port);
        });

    private static void MapPaths(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<ReadinessGate>();
        app.UseRequestDecompression();
        IngestApi ingest = app.Services.GetRequiredService<IngestApi>();
        EndpointsApi endpoints = app.Services.GetRequiredService<EndpointsApi>();
        SegmentsApi segments = app.Services.GetRequiredService<SegmentsApi>();
        DetectionApi detection = app.Services.GetRequiredService<DetectionApi>();
        CostApi cost = app.Services.GetRequiredService<CostApi>();
        AnomaliesApi anomalies = app.Services.GetRequiredService<AnomaliesApi>();
        FeaturesApi features = app.Services.GetRequiredService<FeaturesApi>();
        CompareApi compare = app.Services.GetRequiredService<CompareApi>();
        EventsApi events = app.Services.GetRequiredService<EventsApi>();
        SeriesApi series = app.Services.GetRequiredService<SeriesApi>();
        StreamApi stream = app.Services.GetRequiredService<StreamApi>();
        Readiness readiness = app.Services.GetRequiredService<Readiness>();

        app.MapPost(IngestApi.Path, (Delegate)ingest.PostAsync).Describe(IngestRoute.Description);
        app.MapGet(EndpointsApi.Path, (Delegate)endpoints.ListAsync).Describe(ListEndpointsRoute.Description);
        app.MapGet(EndpointsApi.Path + "/{**name}", (Delegate)endpoints.GetAsync).Describe(GetEndpointRoute.Description);
        app.MapGet(EndpointsApi.Path + "/{name}" + CostApi.Suffix, (Delegate)cost.GetAsync).Describe(CostRoutes.Get);
        app.MapGet(CostApi.Path, (Delegate)cost.GetByNameAsync).Describe(CostRoutes.GetByName);
        app.MapGet(AnomaliesApi.Path, (Delegate)anomalies.ListAsync).Describe(AnomalyRoutes.List);
        app.MapGet(EndpointsApi.Path + "/{name}" + AnomaliesApi.Suffix, (Delegate)anomalies.ListOfEndpointAsync).Describe(AnomalyRoutes.OfEndpoint);
        app.MapGet(SegmentsApi.Path + "/{name}" + AnomaliesApi.Suffix, (Delegate)anomalies.ListOfSegmentAsync).Describe(AnomalyRoutes.OfSegment);
        app.MapGet(EndpointsApi.Path + "/{name}" + FeaturesApi.Suffix, (Delegate)features.GetAsync).Describe(FeaturesRoutes.Get);
        app.MapGet(FeaturesApi.Path, (Delegate)features.GetByNameAsync).Describe(FeaturesRoutes.GetByName);
        string detectionPath = EndpointsApi.Path + "/{name}" + DetectionApi.Suffix;
        app.MapGet(detectionPath, (Delegate)detection.GetAsync).Describe(DetectionRoutes.Get);
        app.MapPut(detectionPath, (Delegate)detection.PutAsync).Describe(DetectionRoutes.Put);
        app.MapPost(EndpointsApi.Path + "/{name}" + DetectionApi.NormalSuffix, (Delegate)detection.MarkNormalAsync).Describe(DetectionRoutes.MarkNormal);
        app.MapGet(CatalogApi.Path, (Delegate)app.Services.GetRequiredService<CatalogApi>().GetAsync).Describe(CatalogRoute.Description);
        app.MapGet(SegmentsApi.Path, (Delegate)segments.ListAsync).Describe(SegmentRoutes.List);
        app.MapGet(SegmentsApi.Path + "/{**name}", (Delegate)segments.GetAsync).Describe(SegmentRoutes.Get);
        app.MapGet(CompareApi.Path, (Delegate)compare.GetAsync).Describe(CompareRoute.Description);
        app.MapGet(EventsApi.Path, (Delegate)events.ListAsync).Describe(ListEventsRoute.Description);
        app.MapPost(BacktestApi.Path, (Delegate)app.Services.GetRequiredService<BacktestApi>().PostAsync).Describe(BacktestRoute.Description);
        app.MapGet(SeriesApi.Path, (Delegate)series.GetAsync).Describe(SeriesRoute.Description);
        app.MapGet(StreamApi.Path, (Delegate)stream.Get).Describe(StreamRoute.Description);
        BudgetsSetup.Map(app);
        AlertsSetup.Map(app);
        WebhooksSetup.Map(app);
        MetricsHosting.Map(app);
        SiloHealth health = app.Services.GetRequiredService<SiloHealth>();
        app.MapGet("/healthz", () => health.FindFault() is { } fault
            ? Problems.Create(503, "unhealthy", "Unhealthy", fault)
            : Results.Text("ok\n")).Describe(OperateRoutes.Health);
        app.MapGet("/readyz", () => readiness.IsReady
            ? Results.Text("ready\n")
            : Problems.Create(503, "not-ready", "Not ready", "Streams are being brought back, the silo is not a member of its cluster, or it is stopping.")).Describe(OperateRoutes.Readiness);
        app.MapOpenApi(OpenApiSetup.Path);
    }

    [LoggerMessage(1, LogLevel.Warning, "Pipeline:AllowUnauthenticated is true: whoever reaches {Address} may send, ask and change everything. The network must keep others out.")]
    private static partial void LogUnauthenticated(ILogger logger, string address);
}
