using System.Text.RegularExpressions;

namespace Pipeline.Deploy.Tests;

/// <summary>Settings that are given are settings that there are: a silo refuses to start with a misspelt one.</summary>
public sealed partial class SettingTests
{
    private static readonly HashSet<string> s_known = FindKnown();

    public static TheoryData<string> Given =>
    [
        .. Repository.Find("deploy", "*")
            .SelectMany(file => EnvironmentName().Matches(Repository.Read(file)))
            .Select(match => Index().Replace(match.Value.Replace("__", ":", StringComparison.Ordinal), ""))
            .Distinct(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Named =>
    [
        .. Repository.Find("deploy", "*")
            .SelectMany(file => SettingName().Matches(Repository.Read(file)))
            .Select(match => match.Value)
            .Distinct(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Given))]
    public void Environment_Setting_IsOne(string setting) => Assert.Contains(setting, s_known);

    [Theory]
    [MemberData(nameof(Named))]
    public void Text_Setting_IsOne(string setting) =>
        Assert.True(s_known.Contains(setting) || s_known.Any(known => known.StartsWith(setting + ":", StringComparison.Ordinal)), setting);

    /// <summary>Properties of options, below the section that their class names, and settings that are read one by one.</summary>
    private static HashSet<string> FindKnown()
    {
        HashSet<string> known = [];
        foreach (string text in Repository.Find("silo", "*.cs").Concat(Repository.Find("grains", "*.cs")).Select(Repository.Read))
        {
            known.UnionWith(SingleSetting().Matches(text).Select(match => match.Groups[1].Value));
            if (SectionOf(text) is { } section)
                known.UnionWith(Property().Matches(text).Select(property => $"{section}:{property.Groups[1].Value}"));
        }

        return known;
    }

    private static string? SectionOf(string text)
    {
        // The options of the event log are bound by who chooses between its stores.
        if (text.Contains("class RetentionOptions", StringComparison.Ordinal))
            return "Pipeline:EventLog:Retention";
        if (EventLogOptions().IsMatch(text))
            return "Pipeline:EventLog";
        return Section().Match(text) is { Success: true } section ? section.Groups[1].Value : null;
    }

    [GeneratedRegex(@"class \w+EventLogOptions\b")]
    private static partial Regex EventLogOptions();

    [GeneratedRegex("""const string Section = "(Pipeline[\w:]*)";""")]
    private static partial Regex Section();

    [GeneratedRegex("""const string Setting = "(Pipeline:[\w:]+)";""")]
    private static partial Regex SingleSetting();

    [GeneratedRegex(@"public [\w<>?.]+ (\w+) \{ get; (?:set|init); \}")]
    private static partial Regex Property();

    [GeneratedRegex(@"\bPipeline__[A-Za-z_0-9]+")]
    private static partial Regex EnvironmentName();

    [GeneratedRegex(@"\bPipeline(?::[A-Z]\w+)+")]
    private static partial Regex SettingName();

    [GeneratedRegex(@":\d+$")]
    private static partial Regex Index();
}
