using Pipeline.Actors.Hosting;
using Pipeline.Detection.Training;
using Pipeline.Grains;
using Pipeline.Grains.Cluster;

namespace Pipeline.Silo.Hosting;

/// <summary>Hosts the grains in this process, in <c>Pipeline.Actors</c>.</summary>
internal static class GrainHosting
{
    public const string Edition = "Embedded";

    /// <summary>Whether several silos can be one installation.</summary>
    public static bool CanCluster => false;

    /// <summary>Whether a start that fails with it needs no stack to be understood.</summary>
    public static bool IsExpected(Exception exception) => exception is OrleansException;

    /// <summary>A stream without a snapshot is replayed from its start when its grain is activated; that may take minutes.</summary>
    private static readonly TimeSpan ActivationTimeout = TimeSpan.FromMinutes(10);

    public static void AddGrains(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IForestFitter>(ForestFitter.Instance);
        SingleSilo silo = new();
        builder.Services.AddSingleton<ISiloMembers>(silo);
        builder.Services.AddSingleton<IOtherSilos>(silo);
        builder.Services.AddSingleton<FailedStreams>();
        builder.Services.AddSingleton<StreamRecovery>();
        builder.Services.AddPipelineActors((services, options) =>
        {
            options.AddGrains(typeof(EndpointGrain).Assembly);
            options.ActivationTimeout = ActivationTimeout;
            options.StopTimeout = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<SiloOptions>>().Value.StopTimeout;
        });
    }
}
