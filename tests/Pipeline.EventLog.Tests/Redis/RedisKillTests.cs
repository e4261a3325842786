using System.Collections.Concurrent;
using Pipeline.EventLog.Tests.Contract;
using Xunit.Abstractions;

namespace Pipeline.EventLog.Tests.Redis;

/// <summary>Redis is killed in the middle of commits, again and again, while the log stays open.</summary>
public sealed class RedisKillTests(ITestOutputHelper output)
{
    private const int Rounds = 5;
    private const int AcknowledgedPerRound = 400;
    private const int InFlightMax = 8;

    [Fact]
    public async Task Kill_WhileAppending_NothingAcknowledgedIsLostAndNothingIsThereTwice()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        Random random = new(seed);
        await using RedisLogDriver driver = await RedisLogDriver.CreateAsync();
        for (int round = 0; round < Rounds; round++)
        {
            ConcurrentDictionary<StreamName, long> acknowledged = await AppendUntilKilledAsync(driver, random.Next(1, AcknowledgedPerRound));
            driver.Server.Start();
            await driver.AwaitRoomAsync();
            for (int number = 0; number < KilledWriter.StreamCount; number++)
            {
                StreamName stream = KilledWriter.Stream(number);
                string context = $"Round {round}, {stream}";
                long head = (await driver.Log.GetHeadAsync(stream)).Value;
                Assert.True(head > acknowledged.GetValueOrDefault(stream, -1), $"{context}: lost offset {acknowledged.GetValueOrDefault(stream)}.");
                await AssertWholeAsync(driver, stream, head, context);
            }
        }
    }

    private static async Task<ConcurrentDictionary<StreamName, long>> AppendUntilKilledAsync(RedisLogDriver driver, int count)
    {
        ConcurrentDictionary<StreamName, long> acknowledged = [];
        int left = count;
        Task[] writers = [.. Enumerable.Range(0, KilledWriter.StreamCount).Select(number => AppendUntilRefusedAsync(driver, KilledWriter.Stream(number), (stream, offset) =>
        {
            acknowledged[stream] = offset;
            if (Interlocked.Decrement(ref left) == 0)
                driver.Server.Kill();
        }))];
        await Task.WhenAll(writers);
        return acknowledged;
    }

    private static async Task AppendUntilRefusedAsync(RedisLogDriver driver, StreamName stream, Action<StreamName, long> acknowledge)
    {
        long next = (await driver.Log.GetHeadAsync(stream)).Value;
        Queue<Task<AppendOutcome>> inFlight = [];
        bool isRefused = false;
        while (!isRefused || inFlight.Count > 0)
        {
            while (!isRefused && inFlight.Count < InFlightMax)
                inFlight.Enqueue(driver.AppendAsync(stream, next, KilledWriter.Body(stream, next++)));
            try
            {
                AppendOutcome outcome = await inFlight.Dequeue();
                isRefused |= !outcome.IsCommitted;
                if (outcome.IsCommitted)
                    acknowledge(stream, outcome.Head.Value - 1);
                if (outcome.IsCommitted && outcome.Head.Value % 20 == 0)
                    await driver.Snapshots.WriteAsync(stream, outcome.Head, KilledWriter.Body(stream, outcome.Head.Value), hasOpenWindows: true);
            }
            catch (EventLogException)
            {
                isRefused = true;
            }
        }
    }

    private static async Task AssertWholeAsync(RedisLogDriver driver, StreamName stream, long head, string context)
    {
        // Bodies tell their offsets, so that one written twice would be found out of its place.
        List<(Offset Offset, byte[] Bytes)> entries = await driver.ReadAllAsync(stream);
        Assert.Equal(head, entries.Count);
        for (int i = 0; i < entries.Count; i++)
        {
            bool isWhole = entries[i].Offset.Value == i && KilledWriter.Body(stream, i).AsSpan().SequenceEqual(entries[i].Bytes);
            Assert.True(isWhole, $"{context} has other bytes at offset {i}.");
        }

        if (await driver.Snapshots.ReadLatestAsync(stream) is { } snapshot)
            Assert.True(KilledWriter.Body(stream, snapshot.Offset.Value).AsSpan().SequenceEqual(snapshot.Bytes.Span), $"{context}: its snapshot.");
    }
}
