using System.Globalization;
using System.Text;
using Pipeline.Ml.Data;
using Pipeline.Ml.Detectors;

namespace Pipeline.Ml.Evaluation.Attribution;

/// <summary>Plants causes in rows of noise and counts how often they are named.</summary>
public sealed class AttributionTable
{
    private static readonly (string Name, Func<Cause, double> Strength)[] s_rankings =
    [
        ("forest", static cause => cause.ForestContribution),
        ("tail", static cause => cause.TailSurprise),
        ("joined", static cause => cause.Strength),
    ];

    private AttributionTable(IReadOnlyList<AttributionRow> rows) => Rows = rows;

    /// <summary>Three a case: by the forest, by the tail, joined.</summary>
    public IReadOnlyList<AttributionRow> Rows { get; }

    /// <summary>Runs everything; some seconds on one core with the defaults.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two detectors.</exception>
    public static AttributionTable Run(AttributionTableOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        List<AttributionRow> rows = [];
        for (int index = 0; index < options.Cases.Count; index++)
        {
            AttributionCase one = options.Cases[index];
            int[] first = new int[s_rankings.Length];
            int[] amongThree = new int[s_rankings.Length];
            foreach (int seed in options.Seeds)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Count(one, options, seed, new Random((1_000 * seed) + index), first, amongThree);
            }

            int rowCount = options.Seeds.Count * options.PlantedRows;
            for (int ranking = 0; ranking < s_rankings.Length; ranking++)
            {
                rows.Add(new AttributionRow(
                    one, s_rankings[ranking].Name, rowCount, (double)first[ranking] / rowCount, (double)amongThree[ranking] / rowCount));
            }
        }

        return new AttributionTable(rows);
    }

    /// <summary>A Markdown table, one line a case.</summary>
    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append("| planted | sigmas | forest: first | among three | tail: first | among three | joined: first | among three |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (IGrouping<AttributionCase, AttributionRow> group in Rows.GroupBy(row => row.Case))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key.Name} | {group.Key.Sigmas:0} ");
            foreach (AttributionRow row in group)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {100 * row.First:0.0} % | {100 * row.AmongThree:0.0} % ");
            }

            text.Append("|\n");
        }

        return text.ToString();
    }

    private static void Count(AttributionCase one, AttributionTableOptions options, int seed, Random random, int[] first, int[] amongThree)
    {
        AnomalyDetectorOptions detectorOptions = new();
        detectorOptions = detectorOptions with { Forest = detectorOptions.Forest with { Seed = seed } };
        AnomalyDetector detector = AnomalyDetector.Fit(one.Rows(random, options.TrainingRows, options.ColumnCount), detectorOptions);
        FeatureMatrix usual = one.Rows(random, options.PlantedRows, options.ColumnCount);
        for (int row = 0; row < options.PlantedRows; row++)
        {
            float[] planted = usual.Row(row).ToArray();
            int[] columns = one.Plant(random, planted);
            IReadOnlyList<Cause> causes = detector.Explain(planted).Causes;
            for (int ranking = 0; ranking < s_rankings.Length; ranking++)
            {
                int[] order = [.. causes.OrderByDescending(s_rankings[ranking].Strength).Select(cause => cause.Column)];
                first[ranking] += columns.All(column => Array.IndexOf(order, column) < columns.Length) ? 1 : 0;
                amongThree[ranking] += columns.All(column => Array.IndexOf(order, column) < 3) ? 1 : 0;
            }
        }
    }
}
