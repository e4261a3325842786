namespace Pipeline.EndToEnd.Tests.Metrics;

/// <summary>A line of the table in docs/metrics.md.</summary>
internal sealed record DocumentedMetric(string Name, string Type, string Unit, string Labels, string Meaning)
{
    private const string Heading = "## Pipeline's own";

    /// <summary>The metrics that every silo has.</summary>
    public static IReadOnlyList<DocumentedMetric> ReadAll()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "metrics.md"));
        return [.. lines.SkipWhile(line => line != Heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(Read)];
    }

    private static DocumentedMetric Read(string line)
    {
        string[] cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
        return new DocumentedMetric(cells[0].Trim('`'), cells[1], cells[2], cells[3], cells[4]);
    }
}
