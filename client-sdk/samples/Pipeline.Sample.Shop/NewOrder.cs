namespace Pipeline.Sample.Shop;

/// <summary>What a customer sends.</summary>
internal sealed record NewOrder(string Product, int Quantity);
