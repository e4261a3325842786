using System.Text.Json.Nodes;

namespace Pipeline.Deploy.Tests;

/// <summary>Dashboards have what Grafana needs to show them, and panels that do not lie over each other.</summary>
public sealed class DashboardTests
{
    private const string Folder = "deploy/grafana/dashboards";

    public static TheoryData<string> Files => [.. Repository.Find(Folder, "*.json")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Dashboard_Panels_HaveDistinctIdsAndPlaces(string file)
    {
        JsonNode[] panels = [.. JsonNode.Parse(Repository.Read(file))!["panels"].Elements()];
        Assert.NotEmpty(panels);
        Assert.Equal(panels.Length, panels.Select(panel => (int)panel["id"]!).Distinct().Count());
        HashSet<(int X, int Y)> taken = [];
        Assert.All(panels, panel =>
        {
            JsonNode place = panel["gridPos"]!;
            Assert.InRange((int)place["x"]! + (int)place["w"]!, 1, 24);
            for (int x = 0; x < (int)place["w"]!; x++)
            {
                for (int y = 0; y < (int)place["h"]!; y++)
                    Assert.True(taken.Add(((int)place["x"]! + x, (int)place["y"]! + y)), panel["title"].Text());
            }
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Dashboard_Variables_AreThoseUsed(string file)
    {
        string text = Repository.Read(file);
        JsonNode dashboard = JsonNode.Parse(text)!;
        Assert.NotEmpty(dashboard["uid"].Text());
        Assert.All(dashboard["templating"]!["list"].Elements(), variable => Assert.Matches($@"\$\{{?{variable["name"].Text()}\b", text));
    }

    [Fact]
    public void Grafana_Provisioning_NamesWhatComposeMounts()
    {
        string compose = Repository.Read("deploy/compose/compose.yaml");
        string path = Yaml.Load("deploy/grafana/provisioning/dashboards/pipeline.yaml")["providers"]!.Elements().Single()["options"]!["path"].Text();
        Assert.Contains($"../grafana/dashboards:{path}:ro", compose, StringComparison.Ordinal);
        Assert.Contains($"{path}/pipeline.json", compose, StringComparison.Ordinal);
        Assert.All(
            Yaml.Load("deploy/grafana/provisioning/datasources/prometheus.yaml")["datasources"].Elements().Select(source => new Uri(source["url"].Text()).Host),
            host => Assert.Contains($"\n  {host}:\n", compose, StringComparison.Ordinal));
    }
}
