using System.Globalization;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Cli.Detect;

/// <summary>Every row's score, in the order of the file.</summary>
internal static class ScoresFile
{
    /// <summary>A header, then a line for each row: its line in the input, its score, 1 if it is flagged, and its label, so far as there are any.</summary>
    public static void Write(TextWriter writer, FeatureTable table, DetectionResult result)
    {
        writer.Write($"line,score{(result.Threshold is null ? "" : ",flagged")}{(table.Labels is null ? "" : ",label")}\n");
        for (int row = 0; row < result.Scores.Length; row++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{table.Lines[row]},{result.Scores[row]:R}"));
            if (result.Threshold is { } threshold)
                writer.Write(result.Scores[row] >= threshold ? ",1" : ",0");
            if (table.Labels is { } labels)
                writer.Write(labels[row] ? ",1" : ",0");
            writer.Write('\n');
        }
    }
}
