namespace Pipeline.Sample.Shop;

/// <summary>The supplier's service over HTTP.</summary>
internal sealed class SupplierClient(HttpClient http, IConfiguration configuration)
{
    private readonly string _address = configuration["Supplier"] ?? "http://127.0.0.1:5080/supplier";

    public async Task<int> GetStockAsync(string product, CancellationToken cancellationToken)
    {
        Stock? stock = await http.GetFromJsonAsync<Stock>(new Uri($"{_address}/stock/{Uri.EscapeDataString(product)}"), cancellationToken);
        return stock?.Quantity ?? 0;
    }
}
