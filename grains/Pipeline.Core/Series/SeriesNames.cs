using Pipeline.Core.Endpoints;

namespace Pipeline.Core.Series;

/// <summary>The names that the numbers in cells stand for: of an endpoint, or of whatever else keeps such windows.</summary>
/// <param name="Operations">By operation number.</param>
/// <param name="Values">By value number.</param>
internal sealed record SeriesNames(IReadOnlyList<EndpointName> Operations, IReadOnlyList<EndpointName> Values)
{
    // A message is for people: the first names, in order, and how many more there are.
    private const int ListedMax = 20;

    /// <summary>The numbers of a name: one of each kind that has it.</summary>
    /// <param name="names">Where to look.</param>
    /// <param name="text">The name.</param>
    /// <param name="kind">Of this kind only; null for all.</param>
    public static int[] Find(IReadOnlyList<EndpointName> names, string text, int? kind)
    {
        List<int> numbers = [];
        for (int number = 0; number < names.Count; number++)
        {
            if (names[number].Text == text && (kind is null || kind == names[number].Kind))
                numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>What there is, for an error.</summary>
    public static string List(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string listed = all.Length == 0 ? "none yet" : string.Join(", ", all.Take(ListedMax));
        return all.Length <= ListedMax ? listed : $"{listed} and {all.Length - ListedMax} more";
    }
}
