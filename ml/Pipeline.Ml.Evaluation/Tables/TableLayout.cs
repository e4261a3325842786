namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>Which of a file's fields are features, which is the label, and what they are called.</summary>
internal sealed class TableLayout
{
    private const string DefaultLabel = "label";

    private TableLayout(string[] names, int[] featureFields, int labelField)
    {
        Names = names;
        FeatureFields = featureFields;
        LabelField = labelField;
    }

    /// <summary>Of all fields, distinct.</summary>
    public string[] Names { get; }

    /// <summary>Indices of the fields that become columns.</summary>
    public int[] FeatureFields { get; }

    /// <summary>Index of the label's field; -1 where there is none.</summary>
    public int LabelField { get; }

    /// <param name="header">Fields of the first line, or null where it names nothing.</param>
    /// <param name="fieldCount">Fields of the first line.</param>
    /// <param name="options">What the user asked for.</param>
    /// <exception cref="TableFormatException">A column asked for is not there, or no feature is left.</exception>
    public static TableLayout Create(string[]? header, int fieldCount, FeatureTableOptions options)
    {
        string[] names = Name(header, fieldCount);
        foreach (string name in options.Ignored)
            _ = Find(names, name, "to leave out");
        int label = FindLabel(names, header is not null, options);
        int[] features =
        [
            .. Enumerable.Range(0, fieldCount).Where(field => field != label && !options.Ignored.Contains(names[field])),
        ];
        return features.Length > 0
            ? new TableLayout(names, features, label)
            : throw new TableFormatException($"no column of numbers is left of: {Listed(names)}.");
    }

    private static int FindLabel(string[] names, bool isNamed, FeatureTableOptions options)
    {
        if (options.Label is { } label)
            return Find(names, label, "with the labels");
        return isNamed
            ? Array.FindLastIndex(names, name => name.Equals(DefaultLabel, StringComparison.OrdinalIgnoreCase) && !options.Ignored.Contains(name))
            : -1;
    }

    private static int Find(string[] names, string name, string purpose)
    {
        int field = Array.IndexOf(names, name);
        return field >= 0 ? field : throw new TableFormatException($"there is no column '{name}' {purpose}; the file has {Listed(names)}.");
    }

    /// <summary>A field without a name gets its index; a name that was there before gets its index added.</summary>
    private static string[] Name(string[]? header, int fieldCount)
    {
        string[] names = new string[fieldCount];
        HashSet<string> taken = [];
        for (int field = 0; field < fieldCount; field++)
        {
            string given = header?[field].Trim() is { Length: > 0 } name ? name : $"f{field}";
            string unique = given;
            for (int suffix = field; !taken.Add(unique); suffix++)
                unique = $"{given}.{suffix}";
            names[field] = unique;
        }

        return names;
    }

    private static string Listed(string[] names)
    {
        const int shown = 20;
        string list = string.Join(", ", names.Take(shown));
        return names.Length > shown ? $"{list} and {names.Length - shown} more" : list;
    }
}
