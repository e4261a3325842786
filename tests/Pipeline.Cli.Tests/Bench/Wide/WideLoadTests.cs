using Pipeline.Cli.Bench.Cardinality;
using Pipeline.Cli.Bench.Wide;
using Pipeline.Cli.Tests.Transport;
using Pipeline.Cli.Transport;
using Pipeline.Protocol.Wire;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Bench.Wide;

/// <summary>What a silo gets of a history, a paced present, and names that it never saw.</summary>
public sealed class WideLoadTests : IDisposable
{
    private static readonly WideShape Shape = new(7, 2, 3);

    private readonly HttpClient _http = new();
    private readonly SkippingTimeProvider _clock = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task SendHistory_SeveralMinutes_ArrivesInTheOrderOfTimeUpToNow()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        WideLoad load = new(new WideEvents(1, Shape), 3, Transmitter(silo), _clock);

        await load.SendHistoryAsync(TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(5), CancellationToken.None);

        Assert.Equal(7 * 2 * 12 * 4, load.Acknowledged);
        Assert.Equal(Enumerable.Repeat(2L * 12 * 4, 7), silo.Counts.Values);
        foreach (IGrouping<string, BatchEntry> endpoint in silo.Batches.SelectMany(static batch => batch.Entries).GroupBy(static entry => entry.Endpoint))
        {
            Assert.Equal(endpoint.OrderBy(static entry => entry.MinTimeUnixMs), endpoint);
            Assert.Equal(_clock.GetUtcNow().ToUnixTimeMilliseconds(), endpoint.Last().MaxTimeUnixMs);
            Assert.InRange(endpoint.Last().MaxTimeUnixMs - endpoint.First().MinTimeUnixMs, 230_000, 240_000);
        }
    }

    [Fact]
    public async Task SendPresent_UntilStopped_KeepsTheRate()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        WideLoad load = new(new WideEvents(1, Shape), 1, Transmitter(silo), _clock);
        using CancellationTokenSource stop = new();
        DateTimeOffset started = _clock.GetUtcNow();
        for (int answer = 0; answer < 5; answer++)
        {
            bool isLast = answer == 4;
            silo.Script.Enqueue(async context =>
            {
                if (isLast)
                    await stop.CancelAsync();
                await FakeSilo.AcceptAsync(context, 140);
            });
        }

        await load.SendPresentAsync(140, stop.Token, CancellationToken.None);

        Assert.Equal(5, silo.Batches.Count);
        Assert.Equal(5 * 140, load.Acknowledged);
        Assert.All(silo.Batches, static batch => Assert.Equal(140, batch.EventCount));

        // Five rounds of a second: the fifth is sent four seconds after the first.
        Assert.Equal(4, (_clock.GetUtcNow() - started).TotalSeconds, 1);
    }

    [Fact]
    public async Task OfferNames_ManyNames_AreOneEventEach()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        TemplateSource source = new(Transmitter(silo), _clock);
        await new OfferedNames(source, _clock).SendAsync(2_500, CancellationToken.None);
        Assert.Equal(2_500, source.Acknowledged);
        Assert.Equal(2_500, silo.Counts.Count);
        Assert.Equal(3, silo.Batches.Count);
    }

    private BatchTransmitter Transmitter(FakeSilo silo) => new(_http, silo.Address, new RetryPolicy(), _clock);
}
