namespace Pipeline.Sample.Shop;

/// <summary>What the shop answers, from its three sources.</summary>
internal sealed class Catalog(OrderStore orders, PriceCache prices, SupplierClient supplier)
{
    private const int RecommendedCount = 8;

    public async Task<IResult> GetOrderAsync(int id, CancellationToken cancellationToken)
    {
        if (await orders.FindAsync(id, cancellationToken) is not { } order)
            return Results.NotFound();
        return Results.Ok(new Order(
            id, order.Product, order.Quantity, await prices.GetAsync(order.Product), await supplier.GetStockAsync(order.Product, cancellationToken)));
    }

    public async Task<IResult> AddOrderAsync(NewOrder order, CancellationToken cancellationToken)
    {
        int id = await orders.AddAsync(order, cancellationToken);
        await prices.ForgetAsync(order.Product);
        return Results.Created($"/orders/{id}", id);
    }

    /// <summary>One query and one cached price for each order: the count per request is what Pipeline shows.</summary>
    public async Task<IResult> RecommendAsync(CancellationToken cancellationToken)
    {
        List<Order> recommended = [];
        for (int id = 1; id <= RecommendedCount; id++)
        {
            if (await orders.FindAsync(id, cancellationToken) is { } order)
                recommended.Add(new Order(id, order.Product, order.Quantity, await prices.GetAsync(order.Product), InStock: 0));
        }

        return Results.Ok(recommended);
    }
}
