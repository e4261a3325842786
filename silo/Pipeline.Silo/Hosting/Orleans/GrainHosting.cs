using Orleans.Configuration;
using Pipeline.Detection.Training;
using Pipeline.Silo.Hosting.Feed;

namespace Pipeline.Silo.Hosting;

/// <summary>Hosts the grains in an Orleans silo in this process: a cluster of one, reachable over loopback only.</summary>
internal static class GrainHosting
{
    public const string Edition = "Orleans";

    /// <summary>A stream without a snapshot is replayed from its start when its grain is activated; that may take minutes.</summary>
    private static readonly TimeSpan ActivationTimeout = TimeSpan.FromMinutes(10);

    public static void AddGrains(WebApplicationBuilder builder)
    {
        // Orleans describes itself in a hundred lines, before the one that says what to do next, and warns of the collector we chose.
        if (!builder.Configuration.GetSection("Logging:LogLevel:Orleans").Exists())
        {
            builder.Logging.AddFilter("Orleans", LogLevel.Warning);
            builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
            builder.Logging.AddFilter("Polly", LogLevel.Warning);
        }

        builder.Services.AddSingleton<IForestFitter, MLNetForestFitter>();
        int gatewayPort = GatewayPort.Read(builder.Configuration);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort);
            silo.AddFeedRelay();
            silo.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = ActivationTimeout);
        });
    }

    /// <summary>Orleans wants its port beforehand; several silos may run on one machine, each over its own data folder.</summary>
    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
