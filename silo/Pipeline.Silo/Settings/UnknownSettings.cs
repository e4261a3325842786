using Microsoft.Extensions.Options;

namespace Pipeline.Silo.Settings;

/// <summary>Refuses settings that nothing reads: a misspelt one would leave the default in effect, and nobody would know.</summary>
/// <remarks>
/// The SDK's settings begin with <c>Pipeline</c> too, and a service's file may lie where the silo reads it. So what is outside the silo's own sections is
/// refused only if it looks like one of its settings.
/// </remarks>
internal static class UnknownSettings
{
    private const string Root = SiloOptions.Section;

    /// <summary>A setting farther from every known one is not taken for a misspelling of it.</summary>
    private const int DistanceMax = 2;

    /// <exception cref="OptionsValidationException">There are such settings under <c>Pipeline</c>; the message names them.</exception>
    public static void Refuse(IConfiguration configuration, IReadOnlyCollection<SettingsSection> sections)
    {
        string[] known = [.. sections.SelectMany(static section => section.Settings)];
        string[] faults =
        [
            .. configuration.GetSection(Root).AsEnumerable()
                .Where(setting => setting.Value is not null && !known.Any(name => IsNamed(name, setting.Key)))
                .Select(setting => FindFault(setting.Key, known, sections.Any(section => IsInside(section.Path, setting.Key))))
                .OfType<string>(),
        ];
        if (faults.Length > 0)
            throw new OptionsValidationException(Root, typeof(SiloOptions), faults);
    }

    private static bool IsInside(string section, string path) => section != Root && path.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(string known, string path) => known.EndsWith(":*", StringComparison.Ordinal)
        ? path.StartsWith(known[..^1], StringComparison.OrdinalIgnoreCase) || path.Equals(known[..^2], StringComparison.OrdinalIgnoreCase)
        : path.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static string? FindFault(string path, string[] known, bool isOurs)
    {
        string nearest = known.MinBy(name => Distance(name, path))!;
        bool isNear = Distance(nearest, path) <= DistanceMax;
        string hint = isNear ? $" Is {nearest.Replace(":*", "", StringComparison.Ordinal)} meant?" : "";
        return isOurs || isNear ? $"{path} is not a setting of the {Hosting.GrainHosting.Edition} edition.{hint}" : null;
    }

    /// <summary>Edits of one character that lead from one text to the other, regardless of case (Levenshtein 1966).</summary>
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = diagonal + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
