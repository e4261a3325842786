using Pipeline.Client.Tests.Capture;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Pipeline.Client.Capture.EntityFramework;
using Pipeline.Client.Capture.Naming;
using Pipeline.Protocol.Events;
using Pipeline.Testing;

namespace Pipeline.Client.AspNetCore.Tests.Capture;

/// <summary>Entity Framework over SQLite, whose statements SQLite tells itself: each counts once, not twice.</summary>
public sealed class EntityFrameworkCaptureTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RecordedClient _recorded = new();

    public async ValueTask DisposeAsync()
    {
        await _recorded.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Commands_OverACapturedDriver_CountOnce()
    {
        await using ShopContext shop = await CreateAsync();
        EventRecord record = await _recorded.RunAsync(async () =>
        {
            shop.Add(new ShopProduct { Name = "pear" });
            await shop.SaveChangesAsync();
            Assert.Equal(1, await shop.Products.TagWith("how many").CountAsync());
            Assert.Single(await shop.Products.Where(product => product.Name == "pear").ToListAsync());
        });
        string[] texts = [.. RecordedClient.Texts(record).Where(text => !text.StartsWith("sqlite BEGIN", StringComparison.Ordinal))];
        Assert.Contains("sqlite INSERT Products x1", texts);
        Assert.Contains("sqlite SELECT Products x2", texts);
        Assert.Equal(3, record.Resources[Resource.DbQueries]);
    }

    /// <summary>A capture that is told that SQLite tells nothing: what it adds stands beside what SQLite told, so everything is there twice.</summary>
    [Fact]
    public async Task Commands_OverASilentDriver_AreCapturedWithTheirFailures()
    {
        await using ShopContext shop = await CreateAsync();
        using EntityFrameworkCapture capture = new(new NameTable(100), static _ => false);
        EventRecord record = await _recorded.RunAsync(async () =>
        {
            Assert.Equal(0, await shop.Products.CountAsync());
            await Assert.ThrowsAsync<SqliteException>(() => shop.Database.ExecuteSqlRawAsync("UPDATE nosuch SET x = 1"));
        });
        Assert.Equal(["sqlite (failed) x1 !1", "sqlite SELECT Products x2", "sqlite UPDATE nosuch x1 !1"], RecordedClient.Texts(record));
        Assert.Equal(3, record.Resources[Resource.DbQueries]);
        Assert.True(record.Operations.Single(operation => operation.Name == "sqlite UPDATE nosuch").TimeNs > 0);
    }

    /// <summary>The end of a capture waits for the lock within which a new listener is told of, while the capture is told of one.</summary>
    [Fact]
    public void Dispose_WhileAListenerBegins_EndsBoth()
    {
        EntityFrameworkCapture capture = new(new NameTable(100), static _ => false);
        Thread disposal = new(capture.Dispose) { IsBackground = true };

        // The newest subscriber is told first: before the capture.
        Thread begin = new(static () => new DiagnosticListener(BeforeTheCapture.Name).Dispose()) { IsBackground = true };
        using IDisposable subscription = DiagnosticListener.AllListeners.Subscribe(new BeforeTheCapture(begin, disposal));
        begin.Start();

        Assert.True(begin.Join(TimeSpan.FromSeconds(60)), "the listener has not begun within 60 s");
        Assert.True(disposal.Join(TimeSpan.FromSeconds(60)), "the capture has not ended within 60 s");
    }

    private async Task<ShopContext> CreateAsync()
    {
        SqliteConnectionStringBuilder connection = new() { DataSource = _directory.File("ef.db"), Pooling = false };
        ShopContext shop = new(new DbContextOptionsBuilder<ShopContext>().UseSqlite(connection.ToString()).Options);
        await shop.Database.EnsureCreatedAsync();
        return shop;
    }

    private sealed class BeforeTheCapture(Thread begin, Thread disposal) : IObserver<DiagnosticListener>
    {
        public const string Name = "Microsoft.EntityFrameworkCore";

        public void OnNext(DiagnosticListener value)
        {
            if (Thread.CurrentThread != begin)
                return;
            disposal.Start();
            SpinWait.SpinUntil(() => (disposal.ThreadState & (System.Threading.ThreadState.WaitSleepJoin | System.Threading.ThreadState.Stopped)) != 0);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
