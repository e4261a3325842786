using System.Globalization;
using System.Text;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>Many endpoints that become slow at once, since one dependency does.</summary>
public sealed class AlertStormTests
{
    private const int EndpointCount = 12;

    [Fact]
    public async Task Storm_OfOneDependency_IsOneIncidentAndItsBeginningIsToldOnce()
    {
        await using AlertScene scene = await AlertScene.StartAsync();
        long now = AlertScene.Now;
        for (long from = now - 480_000; from < now - 60_000; from += 60_000)
            await scene.Silo.PostAsync(Lines(from, dependencyMs: 5));
        await scene.Silo.PostAsync(Lines(now - 60_000, dependencyMs: 150));

        IncidentReport incident = await scene.IncidentAsync("/page/*", static found => found.Opened is not null && found.Endpoints.Count == EndpointCount);
        IReadOnlyList<AlertScene.Told> told = await scene.ToldAsync(static all => all.Count > 0);

        Assert.Equal("postgres", incident.Causes[0].Name);
        AlertScene.Told opened = Assert.Single(told, static message => message.Type == "incident.opened");
        Assert.All(told, message => Assert.Equal(incident.Id, message.Incident));
        Assert.Equal("postgres", (string?)opened.Body["data"]!["causes"]![0]!["name"]);
    }

    /// <summary>A minute of all endpoints; only the durations vary a little, and the same way in every run.</summary>
    private static string Lines(long from, int dependencyMs)
    {
        StringBuilder lines = new();
        for (int number = 0; number < 120; number++)
        {
            for (int endpoint = 0; endpoint < EndpointCount; endpoint++)
            {
                double called = dependencyMs * (1 + (number * 7 % 11 * 0.02));
                double durationMs = 20 + ((number + endpoint) * 5 % 13 * 0.5) + called;
                lines.Append(
                    CultureInfo.InvariantCulture,
                    $$$"""{"time":{{{from + (number * 500L)}}},"endpoint":"/page/{{{endpoint}}}","segment":"premium","duration_ms":{{{durationMs:0.000}}},"operations":{"postgres":{"kind":"dependency","count":2,"ms":{{{called:0.000}}} } } }""");
                lines.Append('\n');
            }
        }

        return lines.ToString();
    }
}
