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
        int port = FreePort();
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
            Assert.True(await flush.WaitAsync(TimeSpan.FromMinutes(2)));

            JsonNode report = await silo.GetAsync("/api/v1/endpoints/checkout?window=all");
            Assert.Equal((150, 50, 150), ((int)report["count"]!, (int)report["errors"]!, (int)report["events"]!));
        }

        Assert.Equal(0, client.Statistics.DroppedCalls.Values.Sum());
    }

    private static Task<SiloProcess> StartAsync(TemporaryDirectory directory, int port)
        => SiloProcess.StartAsync(directory.Path, ("Pipeline:GatewayPort", port.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static async Task<IHost> ConnectAsync(int port)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(orleans => orleans.UseLocalhostClustering(port));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
