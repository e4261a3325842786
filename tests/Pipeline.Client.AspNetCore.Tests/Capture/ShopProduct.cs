namespace Pipeline.Client.AspNetCore.Tests.Capture;

public sealed class ShopProduct
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}
