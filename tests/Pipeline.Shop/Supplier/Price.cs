namespace Pipeline.Shop.Supplier;

/// <summary>What the supplier answers.</summary>
internal sealed record Price(int Product, int Amount);
