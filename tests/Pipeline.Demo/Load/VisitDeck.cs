namespace Pipeline.Demo.Load;

/// <summary>Deals visits in a random order of which every twenty hold the same mix: rates and shares are steady, their order is not.</summary>
internal sealed class VisitDeck(int seed)
{
    private const int UserCount = 50;

    private static readonly string[] s_texts = ["apple", "pear", "plum", "cherry", "peach", "quince", "medlar", "grape"];

    private static readonly (Visit Visit, int Count)[] s_mix =
    [
        (Visit.PremiumRecommendation, 6), (Visit.FreeRecommendation, 6), (Visit.PremiumSearch, 2), (Visit.FreeSearch, 3),
        (Visit.PremiumCheckout, 1), (Visit.FreeCheckout, 2),
    ];

    private readonly Random _random = new(seed);
    private readonly Visit[] _deck = [.. s_mix.SelectMany(static part => Enumerable.Repeat(part.Visit, part.Count))];
    private int _dealt;

    /// <summary>The next visit, and the request that makes it.</summary>
    public (Visit Visit, HttpMethod Method, string Path) Deal()
    {
        if (_dealt == 0)
            _random.Shuffle(_deck);
        Visit visit = _deck[_dealt];
        _dealt = (_dealt + 1) % _deck.Length;
        int user = 1 + _random.Next(UserCount);
        string path = $"{visit.Endpoint}?user={user}";
        return visit.Endpoint switch
        {
            "/search" => (visit, HttpMethod.Get, $"{path}&text={s_texts[_random.Next(s_texts.Length)]}"),
            "/checkout" => (visit, HttpMethod.Post, path),
            _ => (visit, HttpMethod.Get, path),
        };
    }
}
