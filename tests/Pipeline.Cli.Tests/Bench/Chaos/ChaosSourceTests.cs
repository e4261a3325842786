using System.Net;
using Pipeline.Cli.Bench;
using Pipeline.Cli.Bench.Chaos;

namespace Pipeline.Cli.Tests.Bench.Chaos;

public sealed class ChaosSourceTests
{
    private const int EndpointCount = 2;
    private const int EventsPerSection = 3;

    private static readonly Uri[] s_silos = [new("http://127.0.0.1:1001"), new("http://127.0.0.1:1002"), new("http://127.0.0.1:1003")];
    private static readonly BinaryTemplates s_templates = new(new SyntheticEvents(seed: 1), EndpointCount, EventsPerSection);

    [Fact]
    public async Task RunAsync_UntilABatchIsAcknowledged_RepeatsItByteForByteAtOneSiloAfterTheOther()
    {
        using ScriptedSilos silos = new(
            ScriptedSilos.Answer(HttpStatusCode.ServiceUnavailable),
            ScriptedSilos.Breaks,
            ScriptedSilos.Answer(HttpStatusCode.InternalServerError, "oh"),
            ScriptedSilos.Answer(HttpStatusCode.TooManyRequests),
            ScriptedSilos.Answer(HttpStatusCode.OK, """{"accepted":2,"duplicate":4,"rejected_count":0}"""));
        ChaosLoad load = new(TimeProvider.System);

        await RunAsync(silos, load);

        Assert.Equal([1002, 1003, 1001, 1002, 1003], silos.Requests.Select(static request => request.Port));
        Assert.All(silos.Requests, request => Assert.Equal(silos.Requests[0].Body, request.Body));
        Assert.Equal((1, 2, 1, 1), (load.Answers.Good, load.Answers.Later, load.Answers.Other, load.Answers.None));
        Assert.Equal("500 oh", load.Answers.FirstOther);
        Assert.Equal(EndpointCount * EventsPerSection, load.Ledger.Acknowledged);
    }

    [Fact]
    public async Task RunAsync_RefusedEventsInABatchThatIsTaken_AreCountedAsRefused()
    {
        using ScriptedSilos silos = new(ScriptedSilos.Answer(HttpStatusCode.OK, """{"accepted":5,"duplicate":0,"rejected_count":1}"""));
        ChaosLoad load = new(TimeProvider.System);

        await RunAsync(silos, load);

        Assert.Equal(1, load.Ledger.Rejected);
    }

    [Fact]
    public async Task RunAsync_SeveralBatches_AreDifferentAndAllAcknowledged()
    {
        Func<HttpResponseMessage> good = ScriptedSilos.Answer(HttpStatusCode.OK, """{"accepted":6,"duplicate":0,"rejected_count":0}""");
        using ScriptedSilos silos = new(good, good);
        ChaosLoad load = new(TimeProvider.System);

        await RunAsync(silos, load);

        Assert.NotEqual(silos.Requests[0].Body, silos.Requests[1].Body);
        Assert.Equal(2 * EndpointCount * EventsPerSection, load.Ledger.BySegment.Values.Sum());
    }

    private static async Task RunAsync(ScriptedSilos silos, ChaosLoad load)
    {
        using HttpClient http = new(silos, disposeHandler: false);
        ChaosSource source = new(1, () => s_silos, s_templates, TimeSpan.Zero, http, load, TimeProvider.System);
        await source.RunAsync(silos.Ended.Token, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
    }
}
