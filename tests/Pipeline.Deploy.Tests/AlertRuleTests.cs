using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.Deploy.Tests;

/// <summary>Every alert says what it is about, has a page in the runbook, and a test in which it fires.</summary>
public sealed partial class AlertRuleTests
{
    private const string Runbook = "deploy/RUNBOOK.md";

    [Fact]
    public void Alerts_Names_AreDistinct()
    {
        Assert.NotEmpty(AlertRules.Names);
        Assert.Equal(AlertRules.Names.Count, AlertRules.Names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Alerts_Each_PagesOrMakesATicketAndSaysWhy()
    {
        Assert.All(AlertRules.Alerts, rule =>
        {
            Assert.Matches("^(page|ticket)$", rule["labels"]!["severity"].Text());
            Assert.NotEmpty(rule["annotations"]!["summary"].Text());
            Assert.NotEmpty(rule["annotations"]!["description"].Text());
        });
    }

    [Fact]
    public void Alerts_Each_HasItsPageInTheRunbook()
    {
        HashSet<string> headings = [.. Heading().Matches(Repository.Read(Runbook)).Select(match => match.Groups[1].Value.Trim())];
        Assert.All(AlertRules.Alerts, rule =>
        {
            string name = rule["alert"].Text();
            Assert.Contains(name, headings);
            Assert.Equal($"{Runbook}#{name.ToLowerInvariant()}", rule["annotations"]!["runbook_url"].Text());
        });
    }

    [Fact]
    public void Runbook_Pages_AreOfAlertsThatThereAre()
    {
        string[] pages = [.. Heading().Matches(Repository.Read(Runbook)).Select(match => match.Groups[1].Value.Trim()).Where(title => title.StartsWith("Pipeline", StringComparison.Ordinal))];
        Assert.Empty(pages.Except(AlertRules.Names));
    }

    [Fact]
    public void Alerts_Each_FiresInATest()
    {
        string[] fired =
        [
            .. Repository.Find("deploy/prometheus/tests", "*.test.yml")
                .SelectMany(file => Yaml.Load(file).Objects())
                .SelectMany(test => test["exp_samples"].Elements())
                .Select(sample => AlertName().Match(sample["labels"].Text()).Groups[1].Value),
        ];
        Assert.Empty(AlertRules.Names.Except(fired));
    }

    [Fact]
    public void Alertmanager_Matchers_NameAlertsThatThereAre()
    {
        string[] patterns =
        [
            .. Yaml.Load("deploy/alertmanager/alertmanager.yml").Objects()
                .SelectMany(node => node["matchers"].Elements().Concat(node["source_matchers"].Elements()).Concat(node["target_matchers"].Elements()))
                .Select(matcher => AlertMatcher().Match(matcher.Text()).Groups[1].Value)
                .Where(pattern => pattern.Length > 0)
                .SelectMany(Alternatives),
        ];
        Assert.NotEmpty(patterns);
        Assert.All(patterns, pattern => Assert.Contains(
            AlertRules.Names.Append("PipelineIncident"), name => Regex.IsMatch(name, $"^(?:{pattern})$")));
    }

    // Alternatives of the outer level: those in brackets belong to what stands before them.
    private static string[] Alternatives(string pattern) => pattern.Contains('(', StringComparison.Ordinal) ? [pattern] : pattern.Split('|');

    [GeneratedRegex("^#{2,4} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("alertname=\"(\\w+)\"")]
    private static partial Regex AlertName();

    [GeneratedRegex("^alertname=~?\"(.+)\"$")]
    private static partial Regex AlertMatcher();
}
