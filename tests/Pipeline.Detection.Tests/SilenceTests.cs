using Pipeline.Core.Endpoints;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Options;
using Pipeline.Detection.Tests.Backtests;

namespace Pipeline.Detection.Tests;

public sealed class SilenceTests
{
    private const int NormalSeconds = 900;
    private const long HourMs = 3_600_000;

    private readonly RecordedStream _stream = new();
    private readonly MonitoredEndpoint _endpoint = new(RecordedStream.Endpoint);
    private int _applied;

    private IReadOnlyList<Anomaly> Anomalies => _endpoint.Detection.Anomalies;

    [Fact]
    public void Observe_CallsStop_IsOneAnomaly()
    {
        Apply(_stream.Calls(NormalSeconds));
        IdleAt(HourMs / 6);

        Anomaly anomaly = Assert.Single(Anomalies);
        Assert.Equal(["free", "premium"], anomaly.Segments.Order());
        Assert.Null(anomaly.EndedUnixMs);
    }

    [Fact]
    public void Observe_WatchedAgainAfterAnHour_TheHourIsNoSilence()
    {
        Apply(_stream.Calls(NormalSeconds).Options(DetectionOptions.Default with { IsEnabled = false, IsOwn = true })
            .Calls((int)(HourMs / 1_000)).Options(DetectionOptions.Default with { IsOwn = true }).Calls(NormalSeconds));

        Assert.Empty(Anomalies);
    }

    [Fact]
    public void Observe_NotWatchedAnyMore_NothingGoesOn()
    {
        Apply(_stream.Calls(NormalSeconds));
        IdleAt(HourMs / 6);
        Apply(_stream.Options(DetectionOptions.Default with { IsEnabled = false, IsOwn = true }));

        Assert.NotNull(Assert.Single(Anomalies).EndedUnixMs);
    }

    [Fact]
    public void WouldNoticeSilence_MissedForLong_OnceMoreAndThenNotAgain()
    {
        Apply(_stream.Calls(NormalSeconds));
        IdleAt(HourMs / 6);
        Assert.False(_endpoint.Detection.WouldNoticeSilence(_stream.NowUnixMs + HourMs));
        Assert.True(_endpoint.Detection.AwaitsSilence);

        Assert.True(_endpoint.Detection.WouldNoticeSilence(_stream.NowUnixMs + (3 * HourMs)));
        IdleAt(3 * HourMs);

        Assert.Equal(AnomalyEnd.BecameUsual, Assert.Single(Anomalies).End);
        Assert.False(_endpoint.Detection.AwaitsSilence);
        Assert.False(_endpoint.Detection.WouldNoticeSilence(_stream.NowUnixMs + (30 * HourMs)));
    }

    [Fact]
    public void Observe_ClockOfTheSenderIsBehind_ThatIsNoSilence()
    {
        _stream.Calls(NormalSeconds);
        foreach ((EntryHeader header, byte[] body) in _stream.Entries)
            _endpoint.Apply(header with { ArrivalUnixMs = header.ArrivalUnixMs + (HourMs / 6) }, body);
        IdleAt((HourMs / 6) + 15_000);
        Assert.Empty(Anomalies);

        IdleAt(2 * HourMs / 6);
        Assert.Single(Anomalies);
    }

    private void Apply(RecordedStream stream)
    {
        for (; _applied < stream.Entries.Count; _applied++)
            _endpoint.Apply(stream.Entries[_applied].Header, stream.Entries[_applied].Body);
    }

    /// <summary>An entry such as housekeeping appends, so long after the last call.</summary>
    private void IdleAt(long afterMs) => _endpoint.Apply(new EntryHeader(EntryKind.IdleClosed, _stream.NowUnixMs + afterMs), []);
}
