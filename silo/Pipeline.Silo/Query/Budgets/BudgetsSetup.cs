namespace Pipeline.Silo.Query.Budgets;

/// <summary>The part of the composition root that is about budgets.</summary>
internal static class BudgetsSetup
{
    /// <summary>Adds what it needs.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
    }

    /// <summary>Maps its paths.</summary>
    public static void Map(WebApplication app)
    {
    }
}
