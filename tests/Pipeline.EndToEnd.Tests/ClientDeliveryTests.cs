using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Pipeline.Client;
using Pipeline.Client.Delivery;
using Pipeline.Testing;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests;

/// <summary>A silo is killed again and again while a client records; with a spool nothing is lost and nothing counts twice.</summary>
/// <remarks>PIPELINE_KILL_ROUNDS sets the number of kills (default 3).</remarks>
public sealed class ClientDeliveryTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Segments = ["free", "premium", "trial"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Kill_WhileAClientRecords_EveryCallIsCountedOnce()
    {
        int rounds = int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_KILL_ROUNDS"), CultureInfo.InvariantCulture, out int value) ? value : 3;
        int port = FreePort();
        PipelineClientOptions options = CreateOptions(port);
        long recorded = 0;
        await using (PipelineClient client = new(options))
        {
            for (int round = 0; round < rounds; round++)
            {
                await using SiloProcess silo = await SiloProcess.StartAtAsync(port, _directory.File("data"));
                long before = client.Statistics.Delivery.DeliveredCount;
                recorded += await RecordUntilAsync(client, statistics => statistics.DeliveredCount > before + 10);

                // Killed with batches on their way; recording goes on.
                await silo.KillAsync();
                recorded += await RecordUntilAsync(client, static statistics => statistics.SpoolFileCount > 10);
                output.WriteLine($"down: {client.Statistics.Delivery}");
            }
        }

        // What the first client left on disk is the second one's to deliver.
        Assert.NotEmpty(Directory.EnumerateFiles(_directory.File("spool"), "*.batch", SearchOption.AllDirectories));
        await using SiloProcess last = await SiloProcess.StartAtAsync(port, _directory.File("data"));
        await using PipelineClient second = new(options);
        recorded += await RecordUntilAsync(second, static statistics => statistics is { SpoolFileCount: 0, DeliveredCount: > 0 });
        Assert.True(await second.FlushAsync());
        output.WriteLine($"recorded {recorded} calls; the last client: {second.Statistics.Delivery}");

        JsonNode report = await last.GetAsync("/api/v1/endpoints/%2Fdelivered?window=all");
        Assert.Equal(recorded, (long)report["count"]!);
        Assert.Equal(0, (long)report["count_stderr"]!);
        Assert.Equal(0, second.Statistics.Delivery.DroppedCount);
    }

    private PipelineClientOptions CreateOptions(int port)
    {
        PipelineClientOptions options = new();
        options.Delivery.Endpoints.Add(new Uri($"http://127.0.0.1:{port}"));
        options.Delivery.SpoolDirectory = _directory.File("spool");
        options.Delivery.ShutdownDeadline = TimeSpan.Zero;
        options.Delivery.BackoffMax = TimeSpan.FromMilliseconds(500);
        options.Batching.SizeBytesMax = 4_096;
        options.Batching.AgeMax = TimeSpan.FromMilliseconds(20);
        options.Sampling.Probability = 1;
        return options;
    }

    /// <summary>Records without a pause until delivery is as awaited; returns the number of calls.</summary>
    private static async Task<long> RecordUntilAsync(PipelineClient client, Func<DeliveryStatistics, bool> isAwaited)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        for (long count = 0; ; count++)
        {
            client.Record("/delivered", Segments[count % Segments.Length], TimeSpan.FromMicroseconds(100 + (count % 1_000)));
            if (count % 100 != 0)
                continue;
            if (isAwaited(client.Statistics.Delivery))
                return count + 1;
            Assert.False(deadline.IsCancellationRequested, $"after a minute: {client.Statistics.Delivery}");
            await Task.Yield();
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
