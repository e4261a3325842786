using System.Text.Json.Nodes;

namespace Pipeline.Deploy.Tests;

/// <summary>The rules that Prometheus is given.</summary>
internal static class AlertRules
{
    public static IReadOnlyList<string> Files { get; } = Repository.Find("deploy/prometheus", "*.rules.yml");

    public static IReadOnlyList<JsonNode> All { get; } =
        [.. Files.SelectMany(file => Yaml.Load(file)["groups"].Elements()).SelectMany(group => group["rules"].Elements())];

    public static IReadOnlyList<JsonNode> Alerts { get; } = [.. All.Where(rule => rule["alert"] is not null)];

    public static IReadOnlyList<string> Names { get; } = [.. Alerts.Select(rule => rule["alert"].Text())];

    public static IReadOnlyList<string> Recorded { get; } = [.. All.Where(rule => rule["record"] is not null).Select(rule => rule["record"].Text())];
}
