namespace Pipeline.Shop.Products;

/// <summary>What the shop sells.</summary>
/// <param name="Id">1 and up.</param>
/// <param name="Name">For people.</param>
/// <param name="Text">What it says of it.</param>
internal sealed record Product(int Id, string Name, string Text);
