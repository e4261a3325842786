using Pipeline.Cli.Backtests;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Tests.Backtests;

public sealed class BacktestPrinterTests
{
    [Fact]
    public void Print_Differences_HasATableAndBothSides()
    {
        string[] lines = Print(limit: 20, Endpoint("/cart", fired: 2, would: 2, "was normal", "is new"), Endpoint("/quiet", 0, 0));
        Assert.Equal("The sentence.", lines[0]);
        Assert.Matches(@"^endpoint\s+fired\s+would fire\s+the same\s+no longer\s+new\s+replayed from \(UTC\)", lines[1]);
        Assert.Matches(@"^/cart\s+2\s+2\s+1\s+1\s+1\s+2025-06-03 14:00:00", lines[2]);
        Assert.StartsWith("no longer, since (UTC)", lines[3], StringComparison.Ordinal);
        Assert.Matches(@"^2025-06-03 14:10:00\s+/cart\s+was normal", lines[4]);
        Assert.StartsWith("new, since (UTC)", lines[5], StringComparison.Ordinal);
        Assert.Matches(@"^2025-06-03 14:10:00\s+/cart\s+is new", lines[6]);
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public void Print_MoreThanTheLimit_SaysHowMany()
    {
        BacktestEndpointReport endpoint = Endpoint("/cart", fired: 2, would: 1, "one");
        string[] lines = Print(limit: 1, endpoint with { Counts = endpoint.Counts with { OnlyFired = 1_500 } });
        Assert.Equal("and 1,499 more", lines[^1].TrimEnd());
    }

    [Fact]
    public void Print_EndpointsThatAreNotWhole_SaysSo()
    {
        string[] lines = Print(
            limit: 20, Endpoint("/cut", 0, 0) with { RemovedEntries = 7, ComparedFrom = 1_748_959_200_000 }, Endpoint("/broken", 0, 0) with { Problem = "It is damaged." });
        Assert.StartsWith("Of 1 endpoints the log no longer has the beginning", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("Of 1 endpoints not all of the range can be compared", lines[2], StringComparison.Ordinal);
        Assert.Equal("/broken: It is damaged.", lines[3].TrimEnd());
    }

    private static string[] Print(int limit, params BacktestEndpointReport[] endpoints)
    {
        using StringWriter output = new();
        BacktestCountsReport counts = endpoints.Aggregate(new BacktestCountsReport(0, 0, 0, 0, 0), static (sum, endpoint) => sum + endpoint.Counts);
        new BacktestPrinter(new BacktestReport(null, null, counts, 10, endpoints, "The sentence."), output).Print(limit, isTerminal: false);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>An endpoint with one pair, unless it has nothing, and the sentences of what differs.</summary>
    private static BacktestEndpointReport Endpoint(string name, int fired, int would, string? onlyFired = null, string? onlyWould = null)
    {
        AnomalyReport[] gone = onlyFired is null ? [] : [Anomaly(name, onlyFired)];
        AnomalyReport[] added = onlyWould is null ? [] : [Anomaly(name, onlyWould)];
        BacktestCountsReport counts = new(fired, would, Math.Min(fired - gone.Length, would - added.Length), gone.Length, added.Length);
        return new BacktestEndpointReport(name, counts, 5, 1_748_959_200_000, 0, null, [], gone, added, 0, null);
    }

    private static AnomalyReport Anomaly(string endpoint, string sentence) => new(
        "00000000000000ff", endpoint, "anomaly", "fast", ["premium"], false, 1_748_959_800_000, 1_748_959_810_000, 1_748_959_860_000, null, null, 20, 1e-9, 10, 20,
        1_748_959_800_000, 10_000, [], [], sentence);
}
