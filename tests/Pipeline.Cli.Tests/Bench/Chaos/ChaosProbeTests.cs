using System.Net;
using Pipeline.Cli.Bench;
using Pipeline.Cli.Bench.Chaos;

namespace Pipeline.Cli.Tests.Bench.Chaos;

public sealed class ChaosProbeTests
{
    private static readonly BinaryTemplates s_templates = new(new SyntheticEvents(seed: 1), endpointCount: 1, eventsPerSection: 10);

    [Fact]
    public async Task RunAsync_Answers_AreJudgedByWhatWasAcknowledgedAndSent()
    {
        ChaosLoad load = new(TimeProvider.System);
        load.Ledger.Send(s_templates[1]);
        load.Ledger.Acknowledge(s_templates[1], rejected: 0);
        load.Ledger.Send(s_templates[2]);
        using ScriptedSilos silos = new(
            ScriptedSilos.Answer(HttpStatusCode.OK, """{"count":10}"""),
            ScriptedSilos.Answer(HttpStatusCode.OK, """{"count":20}"""),
            ScriptedSilos.Answer(HttpStatusCode.OK, """{"count":9}"""),
            ScriptedSilos.Answer(HttpStatusCode.OK, """{"count":21}"""),
            ScriptedSilos.Answer(HttpStatusCode.ServiceUnavailable),
            ScriptedSilos.Answer(HttpStatusCode.NotFound, "who?"),
            ScriptedSilos.Breaks);
        using HttpClient http = new(silos, disposeHandler: false);

        await new ChaosProbe(0, () => [new Uri("http://127.0.0.1:1001")], [s_templates[1][0].Endpoint], http, load)
            .RunAsync(silos.Ended.Token).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((2, 1, 1), (load.Queries.Good, load.Queries.Later, load.Queries.Other));
        Assert.Equal(2, load.Wrong);
        Assert.Contains("9 although 10", load.FirstWrong, StringComparison.Ordinal);
    }
}
