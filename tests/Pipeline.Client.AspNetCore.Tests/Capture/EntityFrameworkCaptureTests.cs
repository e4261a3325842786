using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
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
        SqliteConnectionStringBuilder connection = new() { DataSource = _directory.File("ef.db"), Pooling = false };
        await using ShopContext shop = new(new DbContextOptionsBuilder<ShopContext>().UseSqlite(connection.ToString()).Options);
        await shop.Database.EnsureCreatedAsync();
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
}
