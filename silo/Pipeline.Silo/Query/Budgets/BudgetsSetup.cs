using Pipeline.Grains.Budgets;
using Pipeline.Silo.OpenApi;
using Pipeline.Silo.OpenApi.Routes;

namespace Pipeline.Silo.Query.Budgets;

/// <summary>The part of the composition root that is about budgets.</summary>
internal static class BudgetsSetup
{
    /// <summary>Adds what it needs.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        SiloApplication.AddOptions<BudgetFileOptions, BudgetFileOptionsValidator>(builder, BudgetFileOptions.Section);
        builder.Services.AddSingleton<BudgetDirectory>();
        builder.Services.AddSingleton<BudgetsApi>();
        builder.Services.AddSingleton<BudgetCheckApi>();
    }

    /// <summary>Adds what runs: behind the grains, which it calls, and ahead of what makes the silo ready.</summary>
    public static void AddHosted(IServiceCollection services)
    {
        services.AddHostedService<BudgetFile>();
        services.AddHostedService<BudgetRefresher>();
    }

    /// <summary>Maps its paths.</summary>
    public static void Map(WebApplication app)
    {
        BudgetsApi budgets = app.Services.GetRequiredService<BudgetsApi>();
        app.MapGet(BudgetsApi.Path, (Delegate)budgets.ListAsync).Describe(BudgetRoutes.List);
        app.MapGet(BudgetCheckApi.Path, (Delegate)app.Services.GetRequiredService<BudgetCheckApi>().GetAsync).Describe(BudgetRoutes.Check);
        app.MapGet(BudgetsApi.Path + "/{name}", (Delegate)budgets.GetAsync).Describe(BudgetRoutes.Get);
        app.MapPut(BudgetsApi.Path + "/{name}", (Delegate)budgets.PutAsync).Describe(BudgetRoutes.Put);
        app.MapDelete(BudgetsApi.Path + "/{name}", (Delegate)budgets.DeleteAsync).Describe(BudgetRoutes.Delete);
    }
}
