using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Sample;

/// <summary>A service that counts nothing itself: the silo tells what each of its endpoints does, how often and for whom.</summary>
public sealed class SampleShopTests : IClassFixture<SiloFixture>, IClassFixture<RedisServer>, IDisposable
{
    private readonly SiloProcess _silo;
    private readonly RedisServer _redis;
    private readonly TemporaryDirectory _directory = new();

    public SampleShopTests(SiloFixture silo, RedisServer redis)
    {
        _silo = silo.Silo;
        _redis = redis;
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Shop_WithoutALineOfCounting_ShowsItsOperationsByEndpoint()
    {
        await using ShopProcess supplier = await StartAsync("supplier.db", ("Pipeline:Enabled", "false"));
        await using ShopProcess shop = await StartAsync("shop.db", ("Supplier", supplier.Url + "/supplier"));

        // Prices are cached by the first recommendation.
        Assert.Equal(200, await shop.SendAsync(HttpMethod.Get, "/recommend"));
        for (int id = 1; id <= 4; id++)
        {
            Assert.Equal(200, await shop.SendAsync(HttpMethod.Get, $"/orders/{id}", plan: "premium"));
            Assert.Equal(200, await shop.SendAsync(HttpMethod.Get, "/recommend", plan: "free"));
            Assert.Equal(201, await shop.SendAsync(HttpMethod.Post, "/orders", json: """{"product":"fig","quantity":2}"""));
            Assert.Equal(404, await shop.SendAsync(HttpMethod.Get, $"/nosuch/{id}"));
            Assert.Equal(200, await shop.SendAsync(HttpMethod.Get, "/health"));
        }

        string supplierTarget = supplier.Target;
        await supplier.StopAsync();
        Assert.Equal(500, await shop.SendAsync(HttpMethod.Get, "/orders/5", plan: "premium"));
        Assert.Equal(0, await shop.StopAsync());

        JsonNode list = await _silo.GetAsync("/api/v1/endpoints?window=all&limit=100");
        Dictionary<string, JsonNode> endpoints = list["endpoints"]!.AsArray().ToDictionary(endpoint => (string)endpoint!["name"]!, endpoint => endpoint!);
        Assert.Equal(["(unmatched)", "GET /orders/{id:int}", "GET /recommend", "POST /orders"], endpoints.Keys.Order(StringComparer.Ordinal));

        JsonNode recommend = endpoints["GET /recommend"];
        Assert.Equal(5, (double)recommend["count"]!);
        Assert.Equal(8, PerEvent(recommend, "sqlite SELECT orders"));
        Assert.Equal(8, PerEvent(recommend, "redis GET"));
        Assert.Equal(8, (double)recommend["resources"]!["db_queries"]!["per_event"]!);
        Assert.Equal(["redis GET", "sqlite SELECT orders"], Operations(recommend["segments"]!["free"]!));

        JsonNode order = endpoints["GET /orders/{id:int}"];
        Assert.Equal((5, 1), ((double)order["count"]!, (double)order["errors"]!));
        Assert.Equal([$"http GET {supplierTarget}", "redis GET", "sqlite SELECT orders"], Operations(order["segments"]!["premium"]!));
        Assert.Equal(1, PerEvent(order, "sqlite SELECT orders"));
        Assert.Equal(1, PerEvent(order, "redis GET"));
        Assert.Equal(1, PerEvent(order, $"http GET {supplierTarget}"));
        Assert.Equal(1, (double)Operation(order, $"http GET {supplierTarget}")["errors"]!);
        Assert.True((double)Operation(order, $"http GET {supplierTarget}")["ms_per_event"]! > 0);

        JsonNode added = endpoints["POST /orders"];
        Assert.Equal(1, PerEvent(added, "sqlite INSERT orders"));
        Assert.Equal(1, PerEvent(added, "redis UNLINK"));
        Assert.Equal(4, (double)endpoints["(unmatched)"]["count"]!);
        Assert.Empty(Operations(endpoints["(unmatched)"]));
    }

    private Task<ShopProcess> StartAsync(string database, params (string Path, string Value)[] settings) => ShopProcess.StartAsync(
        [
            ("Redis", _redis.Configuration),
            ("Database", _directory.File(database)),
            ("Pipeline:Delivery:Endpoints:0", _silo.Url),
            // The test wants every call in detail, also on a machine where a few requests are all that the process does.
            ("Pipeline:Guard:OverheadMax", "1"),
            .. settings,
        ]);

    private static double PerEvent(JsonNode endpoint, string operation) => (double)Operation(endpoint, operation)["per_event"]!;

    private static JsonNode Operation(JsonNode endpoint, string name)
        => Assert.Single(endpoint["operations"]!.AsArray(), operation => (string)operation!["name"]! == name)!;

    private static IEnumerable<string> Operations(JsonNode cell)
        => cell["operations"]!.AsArray().Select(operation => (string)operation!["name"]!).Order(StringComparer.Ordinal);
}
