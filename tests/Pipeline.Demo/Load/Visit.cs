namespace Pipeline.Demo.Load;

/// <summary>What a user does.</summary>
/// <param name="Endpoint">The shop's endpoint.</param>
/// <param name="Plan"><c>free</c> or <c>premium</c>.</param>
internal readonly record struct Visit(string Endpoint, string Plan)
{
    public static readonly Visit PremiumRecommendation = new("/recommend", "premium");
    public static readonly Visit FreeRecommendation = new("/recommend", "free");
    public static readonly Visit PremiumSearch = new("/search", "premium");
    public static readonly Visit FreeSearch = new("/search", "free");
    public static readonly Visit PremiumCheckout = new("/checkout", "premium");
    public static readonly Visit FreeCheckout = new("/checkout", "free");
}
