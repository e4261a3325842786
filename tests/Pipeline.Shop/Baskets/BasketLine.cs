namespace Pipeline.Shop.Baskets;

/// <summary>A line of a basket.</summary>
internal sealed record BasketLine(int Product, int Quantity, string Colour, string Store, string Wish)
{
    /// <summary>Fields that tell lines apart.</summary>
    public const int FieldCount = 5;
}
