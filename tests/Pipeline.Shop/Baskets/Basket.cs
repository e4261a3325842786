using Pipeline.Shop.Products;

namespace Pipeline.Shop.Baskets;

/// <summary>What a user has put together. The same for the same user, always.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="Lines">As they were added.</param>
internal sealed record Basket(int User, IReadOnlyList<BasketLine> Lines)
{
    public const int LineCount = 13;

    private static readonly string[] s_colours = ["red", "green", "yellow", "blue"];
    private static readonly string[] s_stores = ["north", "south", "harbour"];

    // What users write for the packers: most of what there is to serialize, with letters that JSON escapes.
    private static readonly string s_wish = string.Join(' ', Enumerable.Repeat("C'est pour ma tante : bien emballé, s'il vous plaît.", 16));

    public static Basket Of(int user) => new(user, [.. Enumerable.Range(0, LineCount).Select(line => new BasketLine(
        1 + (user * 31 + line * 17) % ProductStore.ProductCount,
        1 + line % 3,
        s_colours[(user + line) % s_colours.Length],
        s_stores[line % s_stores.Length],
        s_wish))]);
}
