using Pipeline.Shop.Baskets;

namespace Pipeline.Shop.Keys;

/// <summary>A field of a line, beside another line, in its basket: what version B serializes for each.</summary>
internal sealed record LineKey(int Line, int Field, int Beside, Basket Basket);
