using Microsoft.EntityFrameworkCore;

namespace Pipeline.Client.AspNetCore.Tests.Capture;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<ShopProduct> Products => Set<ShopProduct>();
}
