namespace Pipeline.Sample.Shop;

/// <summary>What the supplier answers.</summary>
internal sealed record Stock(string Product, int Quantity);
