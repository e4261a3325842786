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

    private async Task<ShopContext> CreateAsync()
    {
        SqliteConnectionStringBuilder connection = new() { DataSource = _directory.File("ef.db"), Pooling = false };
        ShopContext shop = new(new DbContextOptionsBuilder<ShopContext>().UseSqlite(connection.ToString()).Options);
        await shop.Database.EnsureCreatedAsync();
        return shop;
    }
}
