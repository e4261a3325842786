using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pipeline.Detection.Training;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Budgets;
using Pipeline.Grains.Catalog;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Feed;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Tests.Webhooks;
using Pipeline.Grains.Training;
using Pipeline.Grains.Webhooks;
using Pipeline.Grains.Windows;
using Pipeline.Testing;

namespace Pipeline.Grains.Tests;

/// <summary>What the grains of a test live on: a log, in memory and failing on demand unless the test brings one, and a clock that moves on demand.</summary>
internal sealed class GrainClusterSettings(IEventLog log, ISnapshotStore snapshots, ICellStore cells)
{
    private GrainClusterSettings(InMemoryEventLog log)
        : this(log, log, log) => Log = log;

    public GrainClusterSettings()
        : this(new InMemoryEventLog())
    {
    }

    /// <summary>The log in memory, where the test has not brought another one.</summary>
    public InMemoryEventLog Log { get; } = null!;

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>How far the calendar of the grains is ahead of the clock: moving it is what a machine does whose clock is corrected.</summary>
    public TimeSpan Skew { get; set; }

    public EndpointGrainOptions Options { get; } = new();

    public DetectionConfiguration Detection { get; } = new();

    public WindowFeedOptions FeedOptions { get; } = new();

    /// <summary>Where the grains tell what has closed.</summary>
    public WindowFeed Feed => field ??= new WindowFeed(Microsoft.Extensions.Options.Options.Create(FeedOptions), Clock);

    public CatalogOptions Catalog { get; } = new();

    /// <summary>Flushed by the test, so that it decides when the catalog is told.</summary>
    public SummaryReporter Reporter { get; } = new(new CatalogInstruments());

    public SegmentGrainOptions SegmentOptions { get; } = new();

    public AlertOptions Alerts { get; } = new();

    public WebhookGrainOptions Webhooks { get; } = new();

    /// <summary>What stands for the network that webhooks send over.</summary>
    public FakeTransport Transport { get; } = new();

    /// <summary>What webhooks are told of alerts, and tell; null for the alerts of the cluster.</summary>
    public IWebhookAlerts? WebhookAlerts { get; set; }
    /// <summary>Refreshed by the test, so that it decides when endpoints hear of budgets.</summary>
    public BudgetDirectory Budgets { get; } = new();

    public ForestTrainerOptions TrainerOptions { get; } = new();

    /// <param name="services">The services of the host.</param>
    /// <param name="clock">What the grains take for the time; by default <see cref="Clock"/> itself.</param>
    public void AddTo(IServiceCollection services, TimeProvider? clock = null)
    {
        services.AddSingleton(log);
        services.AddSingleton(snapshots);
        services.AddSingleton(cells);
        services.AddSingleton<WindowCache>();
        services.AddSingleton(Feed);
        services.AddSingleton<CatalogInstruments>();
        services.AddSingleton(Reporter);
        services.AddSingleton(Budgets);
        services.AddSingleton<SegmentAdmission>();
        services.AddSingleton<SegmentDirectory>();
        SingleSilo silo = new();
        services.TryAddSingleton<ISiloMembers>(silo);
        services.TryAddSingleton<IOtherSilos>(silo);
        services.TryAddSingleton<FailedStreams>();
        services.TryAddSingleton<StreamRecovery>();
        services.AddSingleton<SegmentInstruments>();
        services.AddSingleton<RecoveryInstruments>();
        services.AddSingleton<IForestFitter>(ForestFitter.Instance);
        services.AddSingleton<ForestTrainerInstruments>();
        services.AddSingleton<ForestTrainer>();
        services.AddSingleton<AlertInstruments>();
        services.AddSingleton<WebhookInstruments>();
        services.AddSingleton<IWebhookTransport>(Transport);
        services.AddSingleton<IPublicUrl>(Transport);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(Webhooks));
        if (WebhookAlerts is null)
            services.AddSingleton<IWebhookAlerts, WebhookAlerts>();
        else
            services.AddSingleton(WebhookAlerts);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(Alerts));
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(TrainerOptions));
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(SegmentOptions));
        services.AddSingleton<TimeProvider>(new SkewedTimeProvider(clock ?? Clock, () => Skew));
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(Options));
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(Detection));
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(Catalog));
        services.AddLogging();
    }
}
