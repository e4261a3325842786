using System.Globalization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Alerts;

/// <summary>Alerts and what belongs to them, in words.</summary>
internal static class AlertTexts
{
    private const int NamesShown = 3;

    /// <summary>The first few names, and how many more there are.</summary>
    public static string Names(IReadOnlyList<string> names)
    {
        string shown = string.Join(", ", names.Take(NamesShown));
        return names.Count <= NamesShown ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {names.Count - NamesShown} more");
    }

    /// <summary>An enumeration's word, such as <c>page</c> or <c>no data</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select(static (character, index) =>
            char.IsUpper(character) ? (index > 0 ? " " : "") + char.ToLowerInvariant(character) : character.ToString()));

    public static string State(IncidentReport incident) => Word(incident.State)
        + (IsOver(incident) ? "" : incident.Acknowledgement is { } known ? $", {known.By} looks after it" : incident.IsSilenced ? ", silenced" : "");

    public static bool IsOver(IncidentReport incident) => incident.State is not (IncidentState.Pending or IncidentState.Open);

    /// <summary>What a cause is of, how far it is from what is usual or allowed, and how much it explains.</summary>
    public static string Cause(IncidentCause of)
    {
        FindingCause cause = of.Cause;
        string what = cause.Operation is null || cause.Operation == of.Name ? of.Name : $"{of.Name} ({cause.Operation})";
        string kind = cause.Kind is null ? "" : $" ({cause.Kind})";
        string where = of.Endpoint.Length == 0 ? "" : $" of {of.Endpoint}";
        string whom = cause.Segment is "*" or "" ? "" : $", {cause.Segment}";
        List<string> figures = [$"{Number(cause.Observed)} {cause.Unit}"];
        if (cause.IsNew)
            figures.Add("never seen before");
        else if (cause.Expected is { } expected)
            figures.Add($"normally {Number(expected)}");
        if (cause.Limit is { } limit)
            figures.Add(of.Budget is null ? $"at most {Number(limit)} are allowed" : $"budget {of.Budget} allows {Number(limit)}");
        if (cause.Share > 0)
            figures.Add(string.Create(CultureInfo.InvariantCulture, $"{cause.Share:0 %} of what was added"));
        if (of.Endpoints > 1)
            figures.Add(string.Create(CultureInfo.InvariantCulture, $"on {of.Endpoints} endpoints"));
        return $"{what}{kind}{where}{whom}: {string.Join(", ", figures)}";
    }

    /// <summary>The matchers of a silence, as its options are written.</summary>
    public static string Matchers(SilenceMatchers matchers)
    {
        (string Name, string? Value)[] all =
        [
            ("endpoint", matchers.Endpoint), ("segment", matchers.Segment), ("cause", matchers.Cause), ("rule", matchers.Rule),
            ("source", matchers.Source is { } source ? Word(source) : null), ("severity", matchers.Severity is { } severity ? Word(severity) : null),
            ("owner", matchers.Owner),
        ];
        return string.Join(", ", all.Where(static matcher => matcher.Value is not null).Select(static matcher => $"{matcher.Name} {matcher.Value}"));
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.###", CultureInfo.InvariantCulture);
}
