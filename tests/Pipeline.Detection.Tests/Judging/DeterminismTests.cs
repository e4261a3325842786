using Pipeline.Core.Endpoints;
using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Tests.Judging;

/// <summary>The same entries give the same bytes, whether snapshots were taken and read meanwhile or not.</summary>
public sealed class DeterminismTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Snapshot_ReadInTheMiddle_ChangesNothingAfterwards(int seed)
    {
        MadeTraffic straight = new(seed);
        MadeTraffic interrupted = new(seed);
        int windows = 0;

        foreach (MadeTraffic traffic in (MadeTraffic[])[straight, interrupted])
        {
            windows = 0;
            Run(traffic, isInterrupted: traffic == interrupted, () => windows++);
        }

        Assert.Equal(straight.Endpoint.WriteSnapshot(), interrupted.Endpoint.WriteSnapshot());
        Assert.NotEmpty(straight.Endpoint.Detection.Anomalies);
        Assert.Equal(
            straight.Endpoint.Detection.Anomalies.Select(Describe),
            interrupted.Endpoint.Detection.Anomalies.Select(Describe));
    }

    [Fact]
    public void Snapshot_Truncated_IsRefused()
    {
        MadeTraffic traffic = new();
        traffic.Pass(60);
        byte[] detection = traffic.Endpoint.Detection.Write();

        for (int length = 0; length < detection.Length; length += 97)
            Assert.Null(EndpointDetection.TryRead("/recommend", detection.AsSpan(0, length)));
        Assert.NotNull(EndpointDetection.TryRead("/recommend", detection));
    }

    [Fact]
    public void Snapshot_BytesChanged_NeverThrows()
    {
        MadeTraffic traffic = new();
        traffic.Pass(60);
        traffic.Pass(10, (record, _) => JudgingTests.SetCalls(record, "json.dumps", 50, 1));
        byte[] detection = traffic.Endpoint.Detection.Write();
        Random random = new(5);

        for (int round = 0; round < 2_000; round++)
        {
            byte[] damaged = [.. detection];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            EndpointDetection.TryRead("/recommend", damaged);
        }
    }

    private static void Run(MadeTraffic traffic, bool isInterrupted, Action onWindow)
    {
        void Pass(int windows, Action<Protocol.Events.EventRecord, Random>? change = null)
        {
            for (int window = 0; window < windows; window++)
            {
                traffic.Pass(1, change);
                onWindow();
                if (!isInterrupted)
                    continue;
                Assert.True(MonitoredEndpoint.TryReadSnapshot("/recommend", traffic.Endpoint.WriteSnapshot(), out MonitoredEndpoint? read, out SnapshotFault fault), $"{fault}");
                Assert.Equal(traffic.Endpoint.WriteSnapshot(), read.WriteSnapshot());
                traffic.Endpoint = read;
            }
        }

        Pass(80);
        Pass(15, (record, _) => JudgingTests.SetCalls(record, "json.dumps", 40, 1));
        Pass(40);
        traffic.Wait(8);
        Pass(30, (record, random) => record.Operations.Add(new Protocol.Events.OperationUsage($"new.{random.Next(3)}", Protocol.Events.OperationKind.Function, 2_000)));
        traffic.EventsPerWindow = 3;
        Pass(40);
    }

    private static string Describe(Anomaly anomaly) => $"{anomaly.Id} {anomaly.SinceUnixMs} {anomaly.LastUnixMs} {anomaly.End} {anomaly.Score:R} {anomaly.Sentence}";
}
