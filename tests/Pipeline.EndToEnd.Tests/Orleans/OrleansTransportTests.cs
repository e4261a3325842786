using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Pipeline.Client;
using Pipeline.Client.Orleans;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Orleans;

/// <summary>The recording client over an Orleans client, against a silo in a process of its own.</summary>
public sealed class OrleansTransportTests
{
    [Fact]
    public async Task Record_OverAnOrleansClient_IsCountedOnceAlsoWhenTheSiloIsKilled()
    {
        using TemporaryDirectory directory = new();
        int port = FreePorts(1)[0];
        SiloProcess silo = await StartAsync(directory, port);
        using IHost host = await ConnectAsync(port);
        PipelineClientOptions options = new();
        options.Sampling.DetailsPerSecondMax = 1_000_000;
        options.Delivery.BackoffMax = TimeSpan.FromMilliseconds(500);
        await using PipelineClient client = new(options, transport: new OrleansBatchTransport(host.Services.GetRequiredService<IClusterClient>()));

        for (int call = 0; call < 100; call++)
            client.Record("checkout", "premium", TimeSpan.FromMilliseconds(5));
        Assert.True(await client.FlushAsync());
        await silo.KillAsync();
        for (int call = 0; call < 50; call++)
            client.Record("checkout", "premium", TimeSpan.FromMilliseconds(5), failed: true);
        Task<bool> flush = client.FlushAsync();
        await silo.DisposeAsync();
        silo = await StartAsync(directory, port);
        await using (silo)
        {
            Assert.True(await flush.WaitAsync(TimeSpan.FromMinutes(5)));

            JsonNode report = await silo.GetAsync("/api/v1/endpoints/checkout?window=all");
            Assert.Equal((150, 50, 150), ((int)report["count"]!, (int)report["errors"]!, (int)report["events"]!));
        }

        Assert.Equal(0, client.Statistics.DroppedCalls.Values.Sum());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Record_OverAClusterOfTwo_IsCountedOnceAlsoWhenASiloIsKilled(bool findsSilosInRedis)
    {
        using RedisServer redis = RedisServer.Create(new RedisServerOptions { UsesPort = true, IsSynced = true });
        using TemporaryDirectory directory = new();
        int[] gateways = FreePorts(2);
        SiloProcess[] silos = await Task.WhenAll(gateways.Select(port => StartInClusterAsync(directory, redis, port)));
        try
        {
            using IHost host = await ConnectAsync(orleans => findsSilosInRedis
                ? orleans.UsePipelineCluster(new PipelineClusterOptions { Redis = redis.Configuration, KeyPrefix = "shared", ClusterId = "two" })
                : orleans.UsePipelineGateways([.. gateways.Select(port => new IPEndPoint(IPAddress.Loopback, port))], "two"));
            PipelineClientOptions options = new();
            options.Sampling.DetailsPerSecondMax = 1_000_000;
            options.Delivery.BackoffMax = TimeSpan.FromMilliseconds(500);
            await using PipelineClient client = new(options, transport: new OrleansBatchTransport(host.Services.GetRequiredService<IClusterClient>()));

            Record(client, 100);
            Assert.True(await client.FlushAsync().WaitAsync(TimeSpan.FromMinutes(2)));
            await silos[0].KillAsync();
            Record(client, 50);
            Assert.True(await client.FlushAsync().WaitAsync(TimeSpan.FromMinutes(5)));

            JsonNode report = await silos[1].GetAsync("/api/v1/endpoints/checkout-0?window=all");
            Assert.Equal((15, 15), ((int)report["count"]!, (int)report["events"]!));
            Assert.Equal(0, client.Statistics.DroppedCalls.Values.Sum());
        }
        finally
        {
            foreach (SiloProcess silo in silos)
                await silo.DisposeAsync();
        }
    }

    /// <summary>Of ten endpoints, so that either silo has some.</summary>
    private static void Record(PipelineClient client, int count)
    {
        for (int call = 0; call < count; call++)
            client.Record($"checkout-{call % 10}", "premium", TimeSpan.FromMilliseconds(5));
    }

    private static Task<SiloProcess> StartInClusterAsync(TemporaryDirectory directory, RedisServer redis, int gatewayPort) => SiloProcess.StartAsync(
        directory.Path,
        ("Pipeline:GatewayPort", gatewayPort.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("Pipeline:Redis:Configuration", redis.Configuration),
        ("Pipeline:Redis:KeyPrefix", "shared"),
        ("Pipeline:Cluster:ClusterId", "two"));

    private static Task<SiloProcess> StartAsync(TemporaryDirectory directory, int port)
        => SiloProcess.StartAsync(directory.Path, ("Pipeline:GatewayPort", port.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static Task<IHost> ConnectAsync(int port) => ConnectAsync(orleans => orleans.UseLocalhostClustering(port));

    private static async Task<IHost> ConnectAsync(Func<IClientBuilder, IClientBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(orleans => configure(orleans));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>All are held until each is known, so that no two are the same.</summary>
    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            foreach (TcpListener listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (TcpListener listener in listeners)
                listener.Dispose();
        }
    }
}
