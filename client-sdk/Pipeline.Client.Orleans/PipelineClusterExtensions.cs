using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using StackExchange.Redis;

namespace Pipeline.Client.Orleans;

/// <summary>Connects an Orleans client to a cluster of Pipeline's silos.</summary>
public static class PipelineClusterExtensions
{
    /// <summary>Finds the silos in the Redis that they share. Each must have a <c>Pipeline:GatewayPort</c>; those without are passed over.</summary>
    /// <exception cref="ArgumentException">The configuration of Redis cannot be read.</exception>
    public static IClientBuilder UsePipelineCluster(this IClientBuilder client, PipelineClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        ConfigurationOptions redis = ConfigurationOptions.Parse(options.Redis);
        client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        return client.UseRedisClustering(clustering =>
        {
            clustering.ConfigurationOptions = redis;
            clustering.CreateRedisKey = cluster => $"{options.KeyPrefix}:{cluster.ServiceId}/members/{cluster.ClusterId}";
        });
    }

    /// <summary>Connects to gateways that are named, for where the client does not reach Redis: at least one of them must be there.</summary>
    /// <param name="client">The client.</param>
    /// <param name="gateways">Addresses of silos, with their <c>Pipeline:GatewayPort</c>.</param>
    /// <param name="clusterId">The silos' <c>Pipeline:Cluster:ClusterId</c>.</param>
    /// <param name="serviceId">The silos' <c>Pipeline:Cluster:ServiceId</c>.</param>
    public static IClientBuilder UsePipelineGateways(
        this IClientBuilder client, IReadOnlyList<IPEndPoint> gateways, string clusterId = "pipeline", string serviceId = "pipeline")
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(gateways);
        if (gateways.Count == 0)
            throw new ArgumentException("At least one gateway must be named.", nameof(gateways));
        client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (clusterId, serviceId));
        return client.UseStaticClustering([.. gateways]);
    }
}
