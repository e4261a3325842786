using Pipeline.Client.Delivery;
using Pipeline.Client.Delivery.Http;
using Pipeline.Client.Tests.Delivery;

namespace Pipeline.Client.Tests;

/// <summary>
/// The test assembly run as a program: delivers to an address where nobody listens, says when all batches are in the spool, and then waits to be killed.
/// Test runners never come here.
/// </summary>
internal static class Program
{
    public const string Spooled = "spooled";

    /// <param name="args">Spool folder, address, number of batches.</param>
    private static async Task<int> Main(string[] args)
    {
        int count = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture);
        DeliveryOptions options = new() { SpoolDirectory = args[0] };
        options.Endpoints.Add(new Uri(args[1]));
        using ClientInstruments instruments = new();
        await using BatchDelivery delivery =
            new(options, new HttpBatchTransport(options, TimeProvider.System), new NotedLedger(), TimeProvider.System, instruments);
        for (int index = 0; index < count; index++)
            delivery.Enqueue(Batches.Create($"/{index:D2}"));
        while (delivery.GetStatistics() is not { BacklogBatchCount: 0 })
            await Task.Yield();
        await Console.Out.WriteLineAsync(Spooled);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
