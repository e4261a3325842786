using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Pipeline.Detection.Training;
using Pipeline.Grains.Orleans;
using Pipeline.Silo.Cluster;
using Pipeline.Silo.Hosting.Feed;
using Pipeline.Silo.Settings;
using Pipeline.Silo.Startup;

namespace Pipeline.Silo.Hosting;

/// <summary>Hosts the grains in an Orleans silo in this process: one of the silos of a cluster that a Redis keeps together, or without one the only silo.</summary>
internal static class GrainHosting
{
    public const string Edition = "Orleans";

    /// <summary>Whether several silos can be one installation.</summary>
    public static bool CanCluster => true;

    /// <summary>Whether a start that fails with it needs no stack to be understood.</summary>
    public static bool IsExpected(Exception exception) => exception is OrleansException;

    /// <summary>A stream without a snapshot is replayed from its start when its grain is activated; that may take minutes.</summary>
    private static readonly TimeSpan ActivationTimeout = TimeSpan.FromMinutes(10);

    /// <summary>As many requests may wait for one grain; beyond, they are refused, and the client is told to come again.</summary>
    private const int EnqueuedRequestsMax = 10_000;

    public static void AddGrains(WebApplicationBuilder builder)
    {
        // Orleans describes itself in a hundred lines, before the one that says what to do next, and warns of the collector we chose.
        if (!builder.Configuration.GetSection("Logging:LogLevel:Orleans").Exists())
        {
            builder.Logging.AddFilter("Orleans", LogLevel.Warning);
            builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
            builder.Logging.AddFilter("Polly", LogLevel.Warning);
            // It says how the ring is divided whenever the cluster changes; nothing of ours goes by the ring.
            builder.Logging.AddFilter("Pipeline.Grains.Orleans.SiloService", LogLevel.Warning);
            builder.Logging.AddFilter("Pipeline.Silo.Hosting.Feed.FeedRelayService", LogLevel.Warning);
        }

        builder.Services.AddSingleton<IForestFitter, MLNetForestFitter>();
        builder.Services.AddCluster();
        RedisOptions redis = new();
        builder.Configuration.GetSection(RedisOptions.Section).Bind(redis);
        SiloClusterOptions cluster = new();
        builder.Configuration.GetSection(SiloClusterOptions.Section).Bind(cluster);
        int gatewayPort = GatewayPort.Read(builder.Configuration);
        builder.Services.AddSingleton(new SettingsSection(GatewayPort.Setting, typeof(int)));
        builder.UseOrleans(silo =>
        {
            if (redis.IsUsed)
                JoinCluster(silo, redis, cluster, gatewayPort);
            else
                silo.UseLocalhostClustering(siloPort: PortOf(cluster, IPAddress.Loopback), gatewayPort);
            silo.AddFeedRelay();
            silo.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = ActivationTimeout);
            silo.Configure<SiloMessagingOptions>(options =>
            {
                options.MaxEnqueuedRequestsHardLimit = EnqueuedRequestsMax;
                options.MaxEnqueuedRequestsHardLimit_StatelessWorker = EnqueuedRequestsMax;
            });
        });
    }

    private static void JoinCluster(ISiloBuilder silo, RedisOptions redis, SiloClusterOptions cluster, int gatewayPort)
    {
        // What is wrong with it is said by the validators of the options, before the silo starts.
        IPAddress address = IPAddress.TryParse(cluster.AdvertisedAddress, out IPAddress? parsed) ? parsed : IPAddress.Loopback;
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = address;
            options.SiloPort = PortOf(cluster, address);
            options.GatewayPort = gatewayPort;
        });
        silo.UseRedisClustering(options =>
        {
            options.ConfigurationOptions = StackExchange.Redis.ConfigurationOptions.Parse(redis.Configuration!);
            options.CreateMultiplexer = async _ => (await PrefixedRedis.ConnectAsync(redis.Configuration!, redis.KeyStart), false);
        });
        silo.UseRedisGrainDirectoryAsDefault(options =>
        {
            options.ConfigurationOptions = StackExchange.Redis.ConfigurationOptions.Parse(redis.Configuration!);
            options.CreateMultiplexer = async _ => (await PrefixedRedis.ConnectAsync(redis.Configuration!, redis.KeyStart), false);
        });
        silo.Configure<ClusterMembershipOptions>(Membership.Configure);
        silo.Services.AddSingleton<IFatalErrorHandler, FatalErrors>();
        silo.Services.AddSingleton(static services => new StallWatch(
            async stopping => await services.GetRequiredService<IClusterMembershipService>().Refresh(cancellationToken: stopping),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<StallWatch>>()));
        silo.Services.AddHostedService(static services => services.GetRequiredService<StallWatch>());
    }

    /// <summary>Orleans wants its port beforehand; several silos may run on one machine.</summary>
    private static int PortOf(SiloClusterOptions cluster, IPAddress address)
    {
        if (cluster.SiloPort != 0)
            return cluster.SiloPort;
        using TcpListener listener = new(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
