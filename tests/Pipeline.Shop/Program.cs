using System.Net;
using Pipeline.Shop;
using Pipeline.Shop.Keys;
using Pipeline.Shop.Products;
using Pipeline.Shop.Supplier;

// Requests of a surge must not wait for threads: what is to be seen is the processor, not the thread pool.
ThreadPool.SetMinThreads(64, 64);

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<ProductStore>();
builder.Services.AddSingleton<AnswerCache>();
builder.Services.AddSingleton<Deployment>();
builder.Services.AddSingleton<KeyWorkers>();
builder.Services.AddSingleton<KeyBuilder>();
builder.Services.AddHttpClient<SupplierClient>();
builder.Services.AddTransient<ShopFront>();
builder.Services.AddPipeline();

WebApplication app = builder.Build();
app.UsePipeline();

app.MapGet("/recommend", (int user, HttpRequest request, ShopFront shop, CancellationToken cancellationToken) =>
    shop.RecommendAsync(user, Plan(request), cancellationToken));
app.MapGet("/search", (int user, string text, HttpRequest request, ShopFront shop, CancellationToken cancellationToken) =>
    shop.SearchAsync(user, Plan(request), text, cancellationToken));
app.MapPost("/checkout", (int user, HttpRequest request, ShopFront shop, CancellationToken cancellationToken) =>
    shop.CheckoutAsync(user, Plan(request), cancellationToken));

// A supplier's service, played by the shop. It is somewhere else, so it takes its time.
TimeSpan delay = TimeSpan.FromMilliseconds(app.Configuration.GetValue("SupplierDelayMs", 20));
app.MapGet("/supplier/price/{product:int}", async (int product, CancellationToken cancellationToken) =>
{
    await Task.Delay(delay, cancellationToken);
    return new Price(product, 1 + product % 97);
}).WithoutPipeline();

// Deployments: which version's code answers. Only from this machine.
app.MapGet("/control/version", (Deployment deployment) => new DeployedVersion(deployment.Version)).WithoutPipeline();
app.MapPost("/control/version", (DeployedVersion asked, HttpContext context, Deployment deployment) =>
{
    if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
        return Results.Problem("Only this machine may deploy.", statusCode: StatusCodes.Status403Forbidden);
    return deployment.TryDeploy(asked.Version)
        ? Results.Ok(new DeployedVersion(deployment.Version))
        : Results.Problem($"There is no version '{asked.Version}': it takes A or B.", statusCode: StatusCodes.Status400BadRequest);
}).WithoutPipeline();

app.Services.GetRequiredService<ProductStore>().Create();
app.Run();

static string Plan(HttpRequest request) => request.Headers["X-Plan"] == "premium" ? "premium" : "free";
