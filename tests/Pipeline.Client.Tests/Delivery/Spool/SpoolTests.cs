using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pipeline.Cli.Tests.Transport;
using Pipeline.Client.Batching;
using Pipeline.Client.Delivery;
using Pipeline.Client.Delivery.Http;
using Pipeline.Protocol.Events;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Delivery.Spool;

/// <summary>What waits on disk, over the end of a process, and what becomes of it.</summary>
public sealed class SpoolTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task SiloIsDown_EverythingIsOnDiskUnderItsIdentity()
    {
        await using DeliveryDriver driver = Create();
        driver.Enqueue("/a", "/b", "/c");
        ScriptedTransport.Attempt a = await driver.Transport.NextAsync();
        a.Retry();
        await driver.WaitForAsync(static statistics => statistics is { SpoolFileCount: 3, BacklogBatchCount: 0 });

        string[] files = [.. Files().Order(StringComparer.Ordinal)];
        Assert.Equal(a.Bytes, await File.ReadAllBytesAsync(files.Single(path => path.Contains($"-{a.Batch.Identity.Source.Id}-", StringComparison.Ordinal))));
        Assert.Equal(3 * 4_096, driver.Statistics.SpoolSizeBytes);
        Assert.Equal(0, driver.Statistics.BacklogSizeBytes);
        Assert.Equal(3, files.Length);
    }

    [Fact]
    public async Task Dispose_SiloIsDown_NextProcessSendsTheOldBeforeTheNew()
    {
        DeliveryDriver first = Create();
        first.Enqueue("/a", "/b");
        ScriptedTransport.Attempt a = await first.Transport.NextAsync();
        await first.DisposeAsync();
        Assert.Empty(first.Ledger.WrittenOff);
        Assert.Empty(first.Ledger.TakenBack);

        await using DeliveryDriver second = Create();
        second.Enqueue("/c");
        List<ScriptedTransport.Attempt> attempts = await DeliverAsync(second, 3);

        Assert.Equal(["/a", "/b", "/c"], attempts.Select(static attempt => attempt.Name));
        Assert.Equal(a.Bytes, attempts[0].Bytes);
        Assert.Equal(3, attempts.Select(static attempt => attempt.Batch.Identity.Source).Distinct().Count());
        await second.WaitForAsync(static statistics => statistics is { SpoolFileCount: 0, DeliveredCount: 3 });
    }

    [Fact]
    public async Task Dispose_EverythingIsDelivered_LeavesNothingBehind()
    {
        await (await SpoolAsync("/a", "/b")).DisposeAsync();
        DeliveryDriver second = Create();
        await DeliverAsync(second, 2);
        await second.WaitForAsync(static statistics => statistics.SpoolFileCount == 0);
        await second.DisposeAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task Start_OwnerLives_ItsFilesAreLeftAlone()
    {
        await using DeliveryDriver first = await SpoolAsync("/a");
        await using DeliveryDriver second = Create();
        second.Enqueue("/b");

        Assert.Equal("/b", (await second.Transport.NextAsync()).Name);
        Assert.Equal(0, second.Statistics.SpoolFileCount);
    }

    [Fact]
    public async Task Start_OrphanLostItsLockFile_IsAdoptedAllTheSame()
    {
        await (await SpoolAsync("/a")).DisposeAsync();
        foreach (string file in Directory.EnumerateFiles(_directory.Path, "*.lock"))
            File.Delete(file);

        await using DeliveryDriver driver = Create();
        Assert.Equal("/a", (await driver.Transport.NextAsync()).Name);
    }

    [Fact]
    public async Task Start_SeveralOrphans_TheOldestProcessGoesFirst()
    {
        TimerNotingClock clock = new();
        foreach (string name in (string[])["/a", "/b", "/c"])
        {
            await (await SpoolAsync(clock, name)).DisposeAsync();
            clock.Advance(TimeSpan.FromMinutes(1));

            // Each is started while nothing of the earlier ones can be adopted: they are moved aside.
            Directory.Move(_directory.Path, _directory.Path + name.Replace('/', '-'));
            Directory.CreateDirectory(_directory.Path);
        }

        foreach (string name in (string[])["c", "a", "b"])
        {
            foreach (string entry in Directory.EnumerateFileSystemEntries(_directory.Path + "-" + name))
                Directory.Move(entry, Path.Combine(_directory.Path, Path.GetFileName(entry)));
            Directory.Delete(_directory.Path + "-" + name);
        }

        await using DeliveryDriver driver = Create(clock);
        Assert.Equal(["/a", "/b", "/c"], (await DeliverAsync(driver, 3)).Select(static attempt => attempt.Name));
    }

    [Fact]
    public async Task Start_DamagedFiles_AreRemovedAndCountedAndBlockNothing()
    {
        await (await SpoolAsync("/a", "/b", "/c", "/d")).DisposeAsync();
        string[] files = [.. Files().Order(StringComparer.Ordinal)];
        byte[] flipped = await File.ReadAllBytesAsync(files[0]);
        flipped[^20] ^= 1;
        await File.WriteAllBytesAsync(files[0], flipped);
        await File.WriteAllBytesAsync(files[1], flipped[..^7]);
        await File.WriteAllBytesAsync(files[2], []);
        string unfinished = files[3] + ".tmp";
        await File.WriteAllBytesAsync(unfinished, flipped);

        await using DeliveryDriver driver = Create();
        Assert.Single(await DeliverAsync(driver, 1));

        await driver.WaitForAsync(static statistics => statistics is { SpoolFileCount: 0, SpoolDamagedCount: 3 });
        Assert.Empty(Files());
        Assert.False(File.Exists(unfinished));
    }

    [Fact]
    public async Task Spool_BeyondItsSize_DropsTheOldestAndTakesItsCountsBack()
    {
        await using DeliveryDriver driver = Create(configure: static options => options.SpoolSizeBytesMax = 1 << 20);
        driver.Enqueue("/first");
        (await driver.Transport.NextAsync()).Retry();
        int size = 0;
        List<string> names = [];
        while (driver.Ledger.TakenBack.Count < 2)
        {
            names.Add($"/{names.Count}");
            PreparedBatch batch = Batches.Create(names[^1], events: 9_000, calls: 18_000);
            size = batch.SizeBytes;
            driver.Delivery.Enqueue(batch);
            await driver.WaitForAsync(static statistics => statistics.BacklogBatchCount == 0);
        }

        // The first is under way and stays.
        Assert.Equal(["/0", "/1"], driver.Ledger.TakenBackNames);
        Assert.All(driver.Ledger.TakenBack, static drop => Assert.Equal(DropCause.SpoolFull, drop.Cause));
        PreparedSection section = driver.Ledger.TakenBack.First().Batch.Sections.Single();
        Assert.Equal([new DetailCount("premium", 9_000)], section.Details);
        Assert.Equal([new TallyCount("free", Outcome.Ok, 1_767_225_600, 18_000)], section.Tallies);
        Assert.Equal([new DropCount("free", DropCause.BufferFull, 1_767_225_600, 2, 1)], section.Drops);
        Assert.InRange(driver.Statistics.SpoolSizeBytes, (1 << 20) - (2 * size), 1 << 20);
        Assert.Equal(driver.Statistics.SpoolFileCount, Files().Count());
    }

    [Fact]
    public async Task Spool_BatchLargerThanIt_StaysInMemoryAndNothingMakesRoomForIt()
    {
        await using DeliveryDriver driver = Create(configure: static options => options.SpoolSizeBytesMax = 1 << 20);
        driver.Enqueue("/first");
        ScriptedTransport.Attempt first = await driver.Transport.NextAsync();
        first.Retry();
        TimeSpan wait = await driver.Clock.NextWaitAsync();
        driver.Enqueue("/a");
        await driver.WaitForAsync(static statistics => statistics is { SpoolFileCount: 2, BacklogBatchCount: 0 });

        PreparedBatch large = new(
            [.. Enumerable.Range(0, 10).SelectMany(static index => Batches.Create($"/large{index}", events: 60_000).Sections)], 1_767_225_600_000);
        Assert.True(large.SizeBytes > 1 << 20, $"{large.SizeBytes} bytes");
        driver.Delivery.Enqueue(large);
        driver.Enqueue("/b");

        // What comes after it still goes to the disk: this one's refusal is no failure of the disk.
        await driver.WaitForAsync(static statistics => statistics is { SpoolFileCount: 3, BacklogBatchCount: 1 });
        Assert.Equal(0, driver.Statistics.DroppedCount);
        driver.Clock.Advance(wait);
        List<ScriptedTransport.Attempt> attempts = await DeliverAsync(driver, 4);
        Assert.Equal(["/first", "/a", "/b", "/large0"], attempts.Select(static attempt => attempt.Name));
        Assert.True(await driver.FlushAsync());
        Assert.Equal(4, driver.Statistics.DeliveredCount);
    }

    [Fact]
    public async Task Flush_AfterTheEndWithFilesLeft_SaysThatTheyAreNotDelivered()
    {
        DeliveryDriver driver = await SpoolAsync("/a", "/b");
        await driver.DisposeAsync();

        Assert.False(await driver.Delivery.FlushAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task Start_OrphansBeyondTheSize_WritesTheOldestOff()
    {
        DeliveryDriver first = Create(configure: static options => options.SpoolSizeBytesMax = 4 << 20);
        PreparedBatch[] batches = [.. Enumerable.Range(0, 40).Select(static index => Batches.Create($"/{index:D2}", events: 9_000))];
        int total = batches.Sum(static batch => batch.SizeBytes);
        Assert.InRange(total, (1 << 20) + 1, 4 << 20);
        foreach (PreparedBatch batch in batches)
            first.Delivery.Enqueue(batch);
        await first.DisposeAsync();

        await using DeliveryDriver second = Create(configure: static options => options.SpoolSizeBytesMax = 1 << 20);
        await second.Transport.NextAsync();

        Assert.Equal(batches[..second.Ledger.WrittenOff.Count].Select(Batches.NameOf), second.Ledger.WrittenOffNames);
        Assert.NotEmpty(second.Ledger.WrittenOff);
        Assert.All(second.Ledger.WrittenOff, static drop => Assert.Equal((DropCause.SpoolFull, 9_000), (drop.Cause, drop.Batch.Sections[0].Details[0].EventCount)));
        Assert.InRange(second.Statistics.SpoolSizeBytes, 1, 1 << 20);
    }

    [Fact]
    public async Task Start_OrphanIsTooOld_IsWrittenOffAsExpired()
    {
        TimerNotingClock clock = new();
        await (await SpoolAsync(clock, "/a")).DisposeAsync();
        clock.Advance(SourceNumbering.AgeMax);

        await using DeliveryDriver driver = Create(clock);
        await driver.WaitForAsync(static statistics => statistics is { SpoolFileCount: 0, DroppedCount: 1 });
        Assert.Equal([("/a", DropCause.Expired)], driver.Ledger.WrittenOff.Select(static drop => (Batches.NameOf(drop.Batch), drop.Cause)));
        Assert.False(driver.Transport.HasNext);
    }

    [Fact]
    public async Task Disk_DoesNotTakeIt_TheRulesOfTheMemoryHold()
    {
        string notAFolder = _directory.File("file");
        await File.WriteAllTextAsync(notAFolder, "");
        DeliveryDriver driver = new(options =>
        {
            options.SpoolDirectory = Path.Combine(notAFolder, "spool");
            options.BatchesInFlightMax = 1;
        });
        driver.Enqueue("/a", "/b");
        (await driver.Transport.NextAsync()).Deliver();
        Assert.Equal("/b", (await driver.Transport.NextAsync()).Name);
        await driver.DisposeAsync();

        Assert.Equal(["/b"], driver.Ledger.WrittenOffNames);
        Assert.True(driver.Statistics.SpoolErrorCount > 0);
    }

    [Fact]
    public async Task Process_IsKilled_TheNextOneDeliversEveryBatchOnce()
    {
        const int count = 20;
        int port = FreePort();
        using Process process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(Program).Assembly.Location, _directory.Path, $"http://127.0.0.1:{port}", $"{count}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string? said = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5));
        process.Kill();
        await process.WaitForExitAsync();
        Assert.Equal(Program.Spooled, said);
        Assert.Equal(count, Files().Count());

        await using FakeSilo silo = await FakeSilo.StartAsync(port);
        DeliveryOptions options = new();
        options.Endpoints.Add(silo.Address);
        await using DeliveryDriver driver = new(
            configured => configured.SpoolDirectory = _directory.Path, new HttpBatchTransport(options, TimeProvider.System), TimeProvider.System);
        await driver.WaitForAsync(static statistics => statistics.DeliveredCount == count);

        Assert.Equal(Enumerable.Range(0, count).Select(static index => $"/{index:D2}"), silo.Counts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(count, silo.Bodies.Count);
        Assert.Empty(driver.Ledger.WrittenOff);
        await driver.WaitForAsync(static statistics => statistics.SpoolFileCount == 0);
    }

    private DeliveryDriver Create(TimeProvider? clock = null, Action<DeliveryOptions>? configure = null) => new(
        options =>
        {
            options.SpoolDirectory = _directory.Path;
            options.BatchesInFlightMax = 1;
            configure?.Invoke(options);
        },
        clock: clock);

    private Task<DeliveryDriver> SpoolAsync(params string[] names) => SpoolAsync(new TimerNotingClock(), names);

    /// <summary>A delivery whose silo is down, with everything on disk.</summary>
    private async Task<DeliveryDriver> SpoolAsync(TimerNotingClock clock, params string[] names)
    {
        DeliveryDriver driver = Create(clock);
        driver.Enqueue(names);
        (await driver.Transport.NextAsync()).Retry();
        await driver.WaitForAsync(statistics => statistics.SpoolFileCount == names.Length && statistics.BacklogBatchCount == 0);
        return driver;
    }

    private static async Task<List<ScriptedTransport.Attempt>> DeliverAsync(DeliveryDriver driver, int count)
    {
        List<ScriptedTransport.Attempt> attempts = [];
        for (int index = 0; index < count; index++)
        {
            attempts.Add(await driver.Transport.NextAsync());
            attempts[^1].Deliver();
        }

        return attempts;
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_directory.Path, "*.batch", SearchOption.AllDirectories);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
