using Pipeline.Shop.Baskets;
using Pipeline.Shop.Keys;
using Pipeline.Shop.Products;
using Pipeline.Shop.Supplier;

namespace Pipeline.Shop;

/// <summary>What the shop answers. Premium users get recommendations for their basket, free users those for everybody.</summary>
internal sealed class ShopFront(ProductStore products, AnswerCache cache, KeyBuilder keys, SupplierClient supplier)
{
    private const int RecommendedCount = 6;

    public async Task<IResult> RecommendAsync(int user, string plan, CancellationToken cancellationToken)
    {
        bool personal = plan == "premium";
        Basket basket = Basket.Of(personal ? user : 0);
        string key = personal
            ? await keys.BuildAsync("recommend", new KeyOwner(plan, user), basket)
            : KeyBuilder.Build("recommend", new KeyOwner(plan, 0), "everybody");
        IReadOnlyList<int> recommended = await cache.GetAsync(key, () => Task.FromResult<IReadOnlyList<int>>(
            [.. basket.Lines.Take(RecommendedCount).Select(static line => 1 + line.Product * 7 % ProductStore.ProductCount)]));
        return Results.Ok(await ShowAsync(recommended, cancellationToken));
    }

    public async Task<IResult> SearchAsync(int user, string plan, string text, CancellationToken cancellationToken)
    {
        string key = KeyBuilder.Build("search", new KeyOwner(plan, user), text);
        IReadOnlyList<int> found = await cache.GetAsync(
            key, async () => [.. (await products.SearchAsync(text, cancellationToken)).Take(RecommendedCount).Select(static product => product.Id)]);
        return Results.Ok(await ShowAsync(found, cancellationToken));
    }

    public async Task<IResult> CheckoutAsync(int user, string plan, CancellationToken cancellationToken)
    {
        string key = KeyBuilder.Build("checkout", new KeyOwner(plan, user), "total");
        Basket basket = Basket.Of(user);
        IReadOnlyList<int> total = await cache.GetAsync(key, async () =>
            [basket.Lines.Sum(static line => line.Quantity) * await supplier.GetPriceAsync(basket.Lines[0].Product, cancellationToken)]);

        // What is sold is asked for once more, whatever was kept.
        int price = await supplier.GetPriceAsync(basket.Lines[0].Product, cancellationToken);
        return Results.Ok(await products.AddOrderAsync(user, Math.Max(price, total[0]), cancellationToken));
    }

    /// <summary>One query for each product, and the price of the first.</summary>
    private async Task<IReadOnlyList<Product>> ShowAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        List<Product> shown = [];
        foreach (int id in ids)
        {
            if (await products.FindAsync(id, cancellationToken) is { } product)
                shown.Add(product);
        }

        if (shown.Count > 0)
            await supplier.GetPriceAsync(shown[0].Id, cancellationToken);
        return shown;
    }
}
