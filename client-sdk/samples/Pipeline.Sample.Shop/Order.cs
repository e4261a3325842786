namespace Pipeline.Sample.Shop;

/// <summary>What a customer is answered.</summary>
internal sealed record Order(int Id, string Product, int Quantity, decimal Price, int InStock);
