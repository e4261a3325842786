using Pipeline.Sample.Shop;
using StackExchange.Redis;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);

// The shop itself.
builder.Services.AddSingleton<IConnectionMultiplexer>(_ =>
    ConnectionMultiplexer.Connect(builder.Configuration["Redis"] ?? throw new InvalidOperationException("Redis is not set: it takes an address such as 127.0.0.1:6379.")));
builder.Services.AddSingleton<OrderStore>();
builder.Services.AddSingleton<PriceCache>();
builder.Services.AddHttpClient<SupplierClient>();
builder.Services.AddTransient<Catalog>();

// All that Pipeline needs: what is recorded, ...
builder.Services.AddPipeline();
builder.Services.AddPipelineRedis();

WebApplication app = builder.Build();

// ... and where requests begin.
app.UsePipeline();

app.MapGet("/health", () => "ok").WithoutPipeline();
app.MapGet("/orders/{id:int}", (int id, Catalog catalog, CancellationToken cancellationToken) => catalog.GetOrderAsync(id, cancellationToken));
app.MapPost("/orders", (NewOrder order, Catalog catalog, CancellationToken cancellationToken) => catalog.AddOrderAsync(order, cancellationToken));
app.MapGet("/recommend", (Catalog catalog, CancellationToken cancellationToken) => catalog.RecommendAsync(cancellationToken));

// A supplier's service, played by the shop so that the sample is one program.
app.MapGet("/supplier/stock/{product}", (string product) => new Stock(product, product.Length));

app.Services.GetRequiredService<OrderStore>().Create();
app.Run();
