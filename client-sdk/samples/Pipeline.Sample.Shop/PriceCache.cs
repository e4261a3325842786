using System.Globalization;
using StackExchange.Redis;

namespace Pipeline.Sample.Shop;

/// <summary>Prices in Redis.</summary>
internal sealed class PriceCache(IConnectionMultiplexer redis)
{
    public async Task<decimal> GetAsync(string product)
    {
        IDatabase database = redis.GetDatabase();
        RedisValue price = await database.StringGetAsync("price:" + product);
        if (price.IsNull)
        {
            price = (0.5m * product.Length).ToString(CultureInfo.InvariantCulture);
            await database.StringSetAsync("price:" + product, price);
        }

        return decimal.Parse(price.ToString(), CultureInfo.InvariantCulture);
    }

    public Task ForgetAsync(string product) => redis.GetDatabase().KeyDeleteAsync("price:" + product);
}
