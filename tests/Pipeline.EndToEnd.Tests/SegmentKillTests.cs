using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Pipeline.Testing;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests;

/// <summary>
/// The silo is killed again and again over one data folder, while events are sent, published, stored and forgotten; in the end segments are
/// the sum of the endpoints.
/// </summary>
/// <remarks>PIPELINE_KILL_ROUNDS sets the number of kills (default 20), PIPELINE_SEED the instants.</remarks>
public sealed partial class SegmentKillTests(ITestOutputHelper output) : IDisposable
{
    private const int EventsPerBatch = 100;
    private const int BatchesPerRound = 40;

    private readonly TemporaryDirectory _directory = new();
    private string[] _batches = [];
    private int _nextBatch;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Kill_AtRandomInstants_SegmentsAreTheSumOfEndpoints()
    {
        int rounds = Setting("PIPELINE_KILL_ROUNDS", 20);
        int seed = Setting("PIPELINE_SEED", Environment.TickCount);
        output.WriteLine($"PIPELINE_SEED={seed}");
        Random random = new(seed);
        string[] lines = Traffic.Ndjson(rounds * BatchesPerRound * EventsPerBatch, seed: 5).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _batches = [.. lines.Chunk(EventsPerBatch).Select(batch => string.Join('\n', batch))];
        string data = _directory.File("data");
        for (int round = 1; round <= rounds; round++)
            await KillAsync(data, round * BatchesPerRound, random);

        await using (SiloProcess silo = await SiloProcess.StartAsync(data, SegmentSums.HastySettings))
        {
            await SendAsync(silo, _batches.Length);
            Assert.Equal(_batches.Length, _nextBatch);
            await SegmentSums.AwaitPublishedAsync(silo);
            await SegmentSums.AssertEqualAsync(silo);
            Assert.Equal(lines.Length, (await SegmentSums.SegmentsAsync(silo)).Sum(segment => (long)segment!["events"]!));
            await silo.KillAsync();
        }

        await using SiloProcess again = await SiloProcess.StartAsync(data, SegmentSums.HastySettings);
        await SegmentSums.AwaitPublishedAsync(again);
        await SegmentSums.AssertEqualAsync(again);
    }

    /// <summary>
    /// Kills the silo somewhere between the first of the batches up to a number and some looks after the last: sometimes while requests are
    /// under way, sometimes while publications are applied, stored and acknowledged.
    /// </summary>
    private async Task KillAsync(string data, int upTo, Random random)
    {
        int killAt = _nextBatch + random.Next(1, upTo - _nextBatch + BatchesPerRound);
        int looks = random.Next(12);
        await using SiloProcess silo = await SiloProcess.StartAsync(data, SegmentSums.HastySettings);
        Task sending = SendAsync(silo, upTo);
        string metrics = string.Empty;
        while (!sending.IsCompleted && Volatile.Read(ref _nextBatch) < killAt)
            metrics = await MetricsAsync(silo);
        for (; looks > 0; looks--)
            metrics = await MetricsAsync(silo);
        await silo.KillAsync();
        await sending;
        Match applied = AppliedPublications().Match(metrics);
        output.WriteLine($"killed after batch {_nextBatch} of {upTo}, {applied.Groups[1].Value} publications applied in this run");
    }

    /// <summary>Sends batches in turn, each under its own sequence, until all are acknowledged or the silo is gone.</summary>
    private async Task SendAsync(SiloProcess silo, int upTo)
    {
        while (_nextBatch < upTo)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri("/v1/events", UriKind.Relative))
            {
                Content = new StringContent(_batches[_nextBatch], Encoding.UTF8, "application/x-ndjson"),
            };
            request.Headers.Add("Pipeline-Source", "0123456789abcdef0123456789abcdef");
            request.Headers.Add("Pipeline-Sequence", _nextBatch.ToString(CultureInfo.InvariantCulture));
            try
            {
                using HttpResponseMessage response = await silo.Http.SendAsync(request);
                if (response.StatusCode == HttpStatusCode.OK)
                    Volatile.Write(ref _nextBatch, _nextBatch + 1);
                else
                    Assert.True((int)response.StatusCode is 429 or 503, await response.Content.ReadAsStringAsync());
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    private static Task<string> MetricsAsync(SiloProcess silo) => silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    [GeneratedRegex("""pipeline_segments_applied_total ([0-9]+)""")]
    private static partial Regex AppliedPublications();
}
