using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Silo.Hosting.Feed;

namespace Pipeline.Grains.Tests.Feed;

/// <summary>What waits for another silo.</summary>
public sealed class WaitingWindowsTests
{
    private readonly List<PortableWindow> _taken = [];

    [Fact]
    public async Task Take_Offered_ComesInOrderAndInBatches()
    {
        WaitingWindows waiting = new(countMax: 10, bytesMax: 1_000);
        Assert.Equal(0, waiting.Offer(Windows(1, 5)));
        Assert.True(await waiting.WaitAsync());
        waiting.Take(_taken, batchCountMax: 3, batchBytesMax: 1_000);
        Assert.Equal([1, 2, 3], Numbers());
        waiting.Take(_taken, batchCountMax: 10, batchBytesMax: 10);
        Assert.Equal([1, 2, 3, 4], Numbers());
    }

    [Fact]
    public void Offer_BeyondTheCount_LosesTheOldestAndSaysHowMany()
    {
        WaitingWindows waiting = new(countMax: 4, bytesMax: 1_000);
        Assert.Equal(0, waiting.Offer(Windows(1, 3)));
        Assert.Equal(2, waiting.Offer(Windows(4, 3)));
        waiting.Take(_taken, 100, 1_000);
        Assert.Equal([3, 4, 5, 6], Numbers());
    }

    [Fact]
    public void Offer_BeyondTheBytes_LosesTheOldestAndKeepsOne()
    {
        WaitingWindows waiting = new(countMax: 100, bytesMax: 25);
        Assert.Equal(3, waiting.Offer(Windows(1, 5)));
        Assert.Equal(2, waiting.Offer([Window(6, size: 500)]));
        waiting.Take(_taken, 100, 1_000);
        Assert.Equal([6], Numbers());
        Assert.Equal(0, waiting.Offer(Windows(7, 2)));
    }

    [Fact]
    public async Task Complete_WhatWaits_CanStillBeTakenAndNoMoreComes()
    {
        WaitingWindows waiting = new(countMax: 10, bytesMax: 1_000);
        Task<bool> early = waiting.WaitAsync();
        Assert.False(early.IsCompleted);
        waiting.Offer(Windows(1, 1));
        Assert.True(await early);
        waiting.Complete();
        Assert.Equal(2, waiting.Offer(Windows(2, 2)));
        Assert.True(await waiting.WaitAsync());
        waiting.Take(_taken, 100, 1_000);
        Assert.Equal([1], Numbers());
        Assert.False(await waiting.WaitAsync());
    }

    private static PortableWindow[] Windows(int first, int count) => [.. Enumerable.Range(first, count).Select(number => Window(number, size: 10))];

    private static PortableWindow Window(int number, int size) => new("/a", "free", new ClosedCell(1_000, number, 0, new byte[size]), OperationNames.None);

    private IEnumerable<long> Numbers() => _taken.Select(window => window.Cell.StartUnixMs);
}
