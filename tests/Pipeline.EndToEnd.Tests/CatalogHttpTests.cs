using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>More names than there are places: what is counted where, and that it is counted once.</summary>
public sealed class CatalogHttpTests : IDisposable
{
    private const int Limit = 5;

    private readonly TemporaryDirectory _directory = new();
    private readonly string _source = Guid.NewGuid().ToString("N");

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Post_TenTimesMoreNamesThanPlaces_AddsUpAndCountsNothingTwice()
    {
        await using SiloProcess silo = await StartAsync();
        // Name n has n events: the first five names get the places.
        string lines = Lines(Enumerable.Range(1, 50).SelectMany(number => Enumerable.Repeat(Name(number), number)));

        JsonNode answer = await silo.PostAsync(lines, (_source, 1));

        Assert.Equal((1_275L, 1_260L, 0L, 0L), ((long)answer["accepted"]!, (long)answer["overflow"]!, (long)answer["duplicate"]!, (long)answer["rejected_count"]!));
        await AssertCountsAsync(silo, other: 1_260);
        JsonNode repeat = await silo.PostAsync(lines, (_source, 1));
        Assert.Equal((0L, 0L, 1_275L), ((long)repeat["accepted"]!, (long)repeat["overflow"]!, (long)repeat["duplicate"]!));
        await AssertCountsAsync(silo, other: 1_260);
        Assert.Equal(HttpStatusCode.NotFound, (await silo.Http.GetAsync(new Uri("/api/v1/endpoints/" + Name(6), UriKind.Relative))).StatusCode);

        // The number comes from the endpoint, the names from the gateway that sent it there: either may be told first.
        JsonNode catalog = await silo.GetUntilAsync(
            "/api/v1/catalog", report => (long)report["overflow"]!["events"]! == 1_260 && NamedEvents(report) == 1_260);
        Assert.Equal((Limit, Limit, 0), ((int)catalog["endpoints"]!["limit"]!, (int)catalog["endpoints"]!["admitted"]!, (int)catalog["endpoints"]!["free"]!));
        Assert.Equal(45, (int)catalog["overflow"]!["names_remembered"]!);
        Assert.Equal((Name(50), 50L), ((string?)catalog["overflow"]!["names"]![0]!["name"], (long)catalog["overflow"]!["names"]![0]!["events"]!));
        Assert.Equal(1_260, await silo.GetMetricAsync("pipeline_catalog_overflow_events_total"));
    }

    [Fact]
    public async Task Kill_BetweenABatchAndItsRepeat_CountsItOnce()
    {
        string[] batches = [.. Enumerable.Range(0, 6).Select(batch => Lines(Enumerable.Range(batch * 4, 12).SelectMany(number => Enumerable.Repeat(Name(number), 3))))];
        await using (SiloProcess silo = await StartAsync())
        {
            for (int batch = 0; batch < batches.Length; batch++)
                await silo.PostAsync(batches[batch], (_source, batch));
            await silo.KillAsync();
        }

        await using SiloProcess again = await StartAsync();
        for (int batch = 0; batch < batches.Length; batch++)
        {
            JsonNode repeat = await again.PostAsync(batches[batch], (_source, batch));
            Assert.Equal((0L, 36L), ((long)repeat["accepted"]!, (long)repeat["duplicate"]!));
        }

        Assert.Equal(6 * 36, await TotalCountAsync(again));
    }

    [Fact]
    public async Task Kill_WhileNewNamesPourIn_LosesAndDoublesNothing()
    {
        const int BatchCount = 40;
        string[] batches = [.. Enumerable.Range(0, BatchCount).Select(batch => Lines(Enumerable.Range(batch * 50, 50).Select(Name)))];
        await using (SiloProcess silo = await StartAsync())
        {
            Task<bool>[] posts = [.. batches.Select((lines, batch) => TryPostAsync(silo, lines, batch))];
            await Task.WhenAny(posts);
            await silo.KillAsync();
            await Task.WhenAll(posts);
        }

        await using SiloProcess again = await StartAsync();
        for (int batch = 0; batch < BatchCount; batch++)
            await again.PostAsync(batches[batch], (_source, batch));

        Assert.Equal(50 * BatchCount, await TotalCountAsync(again));
    }

    [Fact]
    public async Task Post_TalliedAndUntalliedNamesInOneSecond_LoseNoCount()
    {
        await using SiloProcess silo = await StartAsync();
        await silo.PostAsync(Lines(Enumerable.Range(1, Limit).Select(Name)));
        long second = (Now / 1_000) - 10;
        StringBuilder lines = new();
        // One name is sampled and tallied, one sends every call, one stands for several calls: each count is exact.
        lines.AppendLine(CultureInfo.InvariantCulture, $$"""{"time":{{second}}100,"endpoint":"/tallied","duration_ms":5,"weight":10}""");
        lines.AppendLine(CultureInfo.InvariantCulture, $$"""{"time":{{second}}000,"endpoint":"/tallied","outcome":"ok","tally":17}""");
        for (int i = 0; i < 4; i++)
            lines.AppendLine(CultureInfo.InvariantCulture, $$"""{"time":{{second}}20{{i}},"endpoint":"/plain","duration_ms":5,"outcome":"{{(i == 0 ? "error" : "ok")}}"}""");
        lines.AppendLine(CultureInfo.InvariantCulture, $$"""{"time":{{second}}300,"endpoint":"/grouped","duration_ms":5,"count":30}""");

        JsonNode answer = await silo.PostAsync(lines.ToString(), (_source, 1));

        Assert.Equal((6L, 1L, 6L), ((long)answer["accepted"]!, (long)answer["accepted_tallies"]!, (long)answer["overflow"]!));
        JsonNode other = await silo.GetAsync("/api/v1/endpoints/__other__?window=all");
        Assert.Equal((6, 51, 1, 0), ((double)other["events"]!, (double)other["count"]!, (double)other["errors"]!, (double)other["count_stderr"]!));
        // And those of a later batch in the same second.
        await silo.PostAsync($$"""{"time":{{second}}900,"endpoint":"/later","duration_ms":5}""", (_source, 2));
        Assert.Equal(52, (double)(await silo.GetAsync("/api/v1/endpoints/__other__?window=all"))["count"]!);
    }

    [Fact]
    public async Task Post_OverflowingEventsThatAreRefused_AreNamedWithTheirLines()
    {
        await using SiloProcess silo = await StartAsync();
        await silo.PostAsync(Lines(Enumerable.Range(1, Limit).Select(Name)));
        string body = $$"""
            {"time":{{Now}},"endpoint":"/x","duration_ms":5}
            {"time":{{Now}},"endpoint":"/y","duration_ms":5}
            {"time":{{Now + 600_000}},"endpoint":"/y","duration_ms":5}
            {"time":{{Now}},"endpoint":"{{Name(1)}}","duration_ms":5}
            """;

        JsonNode answer = await silo.PostAsync(body);

        Assert.Equal((3L, 2L, 1L), ((long)answer["accepted"]!, (long)answer["overflow"]!, (long)answer["rejected_count"]!));
        JsonNode rejected = Assert.Single(answer["rejected"]!.AsArray())!;
        Assert.Equal((3, "/y", "too-far-ahead"), ((int)rejected["line"]!, (string?)rejected["endpoint"], (string?)rejected["reason"]));
    }

    [Fact]
    public async Task Post_MoreOverflowThanASectionHolds_IsSplitAndRecognisedPartByPart()
    {
        await using SiloProcess silo = await StartAsync();
        await silo.PostAsync(Lines(Enumerable.Range(1, Limit).Select(Name)));
        // 80 names with 1,000 events each are more than the 65,536 events of one section.
        string lines = Lines(Enumerable.Range(100, 80).SelectMany(number => Enumerable.Repeat(Name(number), 1_000)));

        JsonNode answer = await silo.PostAsync(lines, (_source, 1));
        JsonNode repeat = await silo.PostAsync(lines, (_source, 1));

        Assert.Equal((80_000L, 80_000L), ((long)answer["accepted"]!, (long)answer["overflow"]!));
        Assert.Equal((0L, 80_000L), ((long)repeat["accepted"]!, (long)repeat["duplicate"]!));
        Assert.Equal(80_000, (double)(await silo.GetAsync("/api/v1/endpoints/__other__?window=all"))["count"]!);
    }

    [Fact]
    public async Task Post_ToOtherByName_IsCountedThere()
    {
        await using SiloProcess silo = await StartAsync();
        JsonNode answer = await silo.PostAsync(Lines(["__other__", "/one"]), (_source, 1));
        Assert.Equal((2L, 1L), ((long)answer["accepted"]!, (long)answer["overflow"]!));
        Assert.Equal(1, (double)(await silo.GetAsync("/api/v1/endpoints/__other__?window=all"))["count"]!);
    }

    /// <summary>The full run offers as many to a limit of ten thousand; what is bounded is the same.</summary>
    [Fact]
    public async Task Post_AHundredThousandNames_AreBoundedCountedAndNothingIsLost()
    {
        const int NameCount = 100_000;
        const int PerRequest = 4_000;
        await using SiloProcess silo = await StartAsync(limit: 50);
        long overflow = 0;
        for (int first = 0; first < NameCount; first += PerRequest)
        {
            JsonNode answer = await silo.PostAsync(Lines(Enumerable.Range(first, PerRequest).Select(Name)), (_source, first / PerRequest));
            Assert.Equal(PerRequest, (long)answer["accepted"]!);
            overflow += (long)answer["overflow"]!;
        }

        Assert.Equal(NameCount - 50, overflow);
        Assert.Equal(NameCount, await TotalCountAsync(silo));
        JsonNode catalog = await silo.GetUntilAsync("/api/v1/catalog", report => (long)report["overflow"]!["events"]! == NameCount - 50);
        Assert.Equal((50, NameCount - 50, 0L), ((int)catalog["endpoints"]!["admitted"]!, (int)catalog["overflow"]!["names_remembered"]!, (long)catalog["overflow"]!["unremembered"]!));
        Assert.Equal(51, (int)(await silo.GetAsync("/api/v1/endpoints"))["total_count"]!);

        await silo.KillAsync();
        await using SiloProcess again = await StartAsync(limit: 50);
        JsonNode repeat = await again.PostAsync(Lines(Enumerable.Range(0, PerRequest).Select(Name)), (_source, 0));
        Assert.Equal((0L, PerRequest), ((long)repeat["accepted"]!, (long)repeat["duplicate"]!));
        Assert.Equal(NameCount, await TotalCountAsync(again));
    }

    private Task<SiloProcess> StartAsync(int limit = Limit) => SiloProcess.StartAsync(
        _directory.File("data"), ("Pipeline:Catalog:EndpointCountMax", limit.ToString(CultureInfo.InvariantCulture)));

    private static long NamedEvents(JsonNode catalog) => catalog["overflow"]!["names"]!.AsArray().Sum(name => (long)name!["events"]!);

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"name-{number:d6}");

    private static string Lines(IEnumerable<string> endpoints)
    {
        long now = Now;
        StringBuilder lines = new();
        foreach (string endpoint in endpoints)
            lines.Append(CultureInfo.InvariantCulture, $$"""{"time":{{now}},"endpoint":"{{endpoint}}","duration_ms":5,"operations":{"json.dumps":3} }""").Append('\n');
        return lines.ToString();
    }

    private async Task<bool> TryPostAsync(SiloProcess silo, string lines, int batch)
    {
        try
        {
            await silo.PostAsync(lines, (_source, batch));
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task AssertCountsAsync(SiloProcess silo, int other)
    {
        for (int number = 1; number <= Limit; number++)
            Assert.Equal(number, (double)(await silo.GetAsync($"/api/v1/endpoints/{Name(number)}?window=all"))["count"]!);
        Assert.Equal(other, (double)(await silo.GetAsync("/api/v1/endpoints/__other__?window=all"))["count"]!);
    }

    private static async Task<double> TotalCountAsync(SiloProcess silo)
    {
        JsonNode list = await silo.GetAsync("/api/v1/endpoints?window=all&limit=1000");
        return list["endpoints"]!.AsArray().Sum(endpoint => (double)endpoint!["count"]!);
    }
}
