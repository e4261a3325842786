using System.Globalization;
using System.Text;

namespace Pipeline.EndToEnd.Tests.Metrics;

/// <summary>Prometheus text, read back as a scraper reads it: types and help by name, values by name and labels.</summary>
internal sealed class Exposition
{
    private Exposition()
    {
    }

    public Dictionary<string, string> Types { get; } = [];

    /// <summary>As written: escaped.</summary>
    public Dictionary<string, string> Helps { get; } = [];

    /// <summary>By name and labels, these in order of their names, such as <c>a_total{fate="accepted"}</c>. Values of labels are unescaped.</summary>
    public Dictionary<string, double> Samples { get; } = [];

    /// <summary>Names of labels by name of the sample.</summary>
    public Dictionary<string, HashSet<string>> LabelNames { get; } = [];

    public static Exposition Parse(string text)
    {
        Exposition exposition = new();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', 4);
            // A second declaration of a name is an error to Prometheus, and here.
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                exposition.Helps.Add(words[2], words[3]);
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                exposition.Types.Add(words[2], words[3]);
            else
                exposition.AddSample(line);
        }

        return exposition;
    }

    private void AddSample(string line)
    {
        int nameLength = line.AsSpan().IndexOfAny('{', ' ');
        string name = line[..nameLength];
        int position = nameLength;
        SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
        if (line[position] == '{')
            position = ReadLabels(line, position + 1, labels);
        LabelNames.TryAdd(name, []);
        LabelNames[name].UnionWith(labels.Keys);
        Samples.Add(name + "{" + string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\"")) + "}", Number(line[(position + 1)..]));
    }

    /// <returns>Where the space before the value is.</returns>
    private static int ReadLabels(string line, int position, SortedDictionary<string, string> labels)
    {
        while (line[position] != '}')
        {
            int equals = line.IndexOf('=', position);
            string name = line[position..equals];
            Assert.Equal('"', line[equals + 1]);
            StringBuilder value = new();
            for (position = equals + 2; line[position] != '"'; position++)
            {
                if (line[position] != '\\')
                {
                    value.Append(line[position]);
                    continue;
                }

                position++;
                value.Append(line[position] == 'n' ? '\n' : line[position]);
            }

            labels.Add(name, value.ToString());
            position++;
            if (line[position] == ',')
                position++;
        }

        return position + 1;
    }

    // Go's ParseFloat, with which Prometheus reads, takes both ways to write infinity.
    private static double Number(string text) => text switch
    {
        "+Inf" or "Infinity" => double.PositiveInfinity,
        "-Inf" or "-Infinity" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
