using Pipeline.Client.Batching;
using Pipeline.Client.Delivery;
using Pipeline.Protocol.Events;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>Whatever the network loses and whenever processes end: a batch is counted once, or its drop is.</summary>
public sealed class ExactlyOnceTests
{
    private const int SeedCount = 200;

    [Fact]
    public async Task Deliver_LossyNetwork_WhatWasCountedIsWhatWasEnqueuedLessTheDrops()
    {
        for (int seed = 0; seed < SeedCount; seed++)
            await RunAsync(seed, usesSpool: false);
    }

    [Fact]
    public async Task Deliver_LossyNetworkAndRestarts_TheSpoolLosesNothing()
    {
        for (int seed = 0; seed < SeedCount; seed++)
            await RunAsync(seed, usesSpool: true);
    }

    private static async Task RunAsync(int seed, bool usesSpool)
    {
        Random random = new(seed);
        using TemporaryDirectory directory = new();
        LossySilo silo = new(seed) { PercentLost = (random.Next(60), random.Next(60), random.Next(3) == 0 ? 5 : 0) };
        SkippingTimeProvider clock = new();
        List<string> enqueued = [];
        List<NotedLedger> ledgers = [];

        int lives = random.Next(1, 4);
        for (int life = 0; life < lives; life++)
        {
            // The last life waits for everything, those before it end in the middle.
            bool isLast = life == lives - 1;
            DeliveryDriver driver = new(
                options =>
                {
                    options.BatchesInFlightMax = random.Next(1, 9);
                    options.BacklogSizeBytesMax = random.Next(2) == 0 ? 64 << 10 : 16 << 20;
                    options.SpoolDirectory = usesSpool ? directory.Path : null;
                },
                silo,
                clock);
            ledgers.Add(driver.Ledger);
            int count = random.Next(5, 40);
            for (int index = 0; index < count; index++)
            {
                enqueued.Add($"/{life}-{index}");
                driver.Delivery.Enqueue(Batches.Create(enqueued[^1], events: random.Next(0, 500)));
                if (random.Next(4) == 0)
                    await Task.Yield();
            }

            if (isLast)
            {
                await driver.FlushAsync();
                await driver.WaitForAsync(static statistics => statistics.SpoolFileCount == 0);
            }

            await driver.DisposeAsync();
        }

        Check(seed, usesSpool, silo, enqueued, ledgers);
    }

    private static void Check(int seed, bool usesSpool, LossySilo silo, List<string> enqueued, List<NotedLedger> ledgers)
    {
        string at = $"seed {seed}, {(usesSpool ? "with" : "without")} spool";
        IReadOnlyDictionary<string, int> counts = silo.Counts;
        string[] takenBack = [.. ledgers.SelectMany(static ledger => ledger.TakenBackNames)];
        (PreparedBatch Batch, DropCause Cause)[] writtenOff = [.. ledgers.SelectMany(static ledger => ledger.WrittenOff)];
        string[] dropped = [.. takenBack, .. writtenOff.Select(static drop => Batches.NameOf(drop.Batch))];

        Assert.True(silo.Offence is null, $"{at}: {silo.Offence}");
        Assert.True(counts.Values.All(static count => count == 1), $"{at}: a batch was counted more than once");
        Assert.True(dropped.Distinct().Count() == dropped.Length, $"{at}: a batch was dropped more than once");
        Assert.True(!takenBack.Any(counts.ContainsKey), $"{at}: a batch was counted and taken back");
        Assert.True(enqueued.ToHashSet().SetEquals(counts.Keys.Concat(dropped)), $"{at}: a batch is neither counted nor dropped");

        // Whether it was counted is unknown only of what was under way when a process without a spool ended.
        IEnumerable<string> unknown = writtenOff.Where(static drop => drop.Cause != DropCause.Refused).Select(static drop => Batches.NameOf(drop.Batch));
        Assert.True(!usesSpool || !unknown.Any(), $"{at}: a batch was written off");
        IEnumerable<string> refused = writtenOff.Where(static drop => drop.Cause == DropCause.Refused).Select(static drop => Batches.NameOf(drop.Batch));
        Assert.True(!refused.Any(counts.ContainsKey), $"{at}: a batch was counted and refused");
    }
}
