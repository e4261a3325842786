using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Pipeline.Shop.Supplier;

/// <summary>The supplier's service over HTTP: at the address of the shop itself, unless <c>Supplier</c> is set.</summary>
internal sealed class SupplierClient(HttpClient http, IConfiguration configuration, IServer server)
{
    public async Task<int> GetPriceAsync(int product, CancellationToken cancellationToken)
    {
        string address = configuration["Supplier"] ?? server.Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/supplier";
        Uri uri = new(string.Create(CultureInfo.InvariantCulture, $"{address}/price/{product}"));
        Price? price = await http.GetFromJsonAsync<Price>(uri, cancellationToken);
        return price?.Amount ?? 0;
    }
}
