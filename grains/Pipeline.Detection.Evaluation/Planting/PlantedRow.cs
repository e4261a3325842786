using System.Globalization;
using Pipeline.Detection.Evaluation.Scoring;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>The runs of one kind at one magnitude.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Magnitude">Its magnitude; 0 where it has none.</param>
/// <param name="Scores">The runs.</param>
internal sealed record PlantedRow(IncidentKind Kind, double Magnitude, IReadOnlyList<IncidentScore> Scores)
{
    public PlantedTotal Total { get; } = new(Scores);

    public string ToMarkdown()
    {
        string magnitude = Magnitude == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Magnitude:0.##}");
        string runs = Kind.IsIncident
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Total.Incidents} | {Total.Detected} | {Total.Recall.Value:0.00} | {Share(Total.CauseFirst)} | {Share(Total.CauseInThree)} | {Share(Total.SegmentsRight)}")
            : string.Create(CultureInfo.InvariantCulture, $"({Scores.Count} runs) | – | – | – | – | –");
        string delay = Kind.IsIncident && Total.Detected > 0 ? string.Create(CultureInfo.InvariantCulture, $"{PlantedTotal.DelayOf(Scores):0.#}") : "–";
        return $"| {Kind.Name} | {magnitude} | {runs} | {Total.FalseEpisodes} | {delay} |";
    }

    private string Share(int hits) =>
        Total.Detected == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{hits / (double)Total.Detected:0.00}");
}
