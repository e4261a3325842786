using Pipeline.Cli.Bench;

namespace Pipeline.Cli.Tests.Bench;

public sealed class MeasurementTests
{
    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.51, 3)]
    [InlineData(0.99, 4)]
    [InlineData(1, 4)]
    public void Quantile_FourValues_IsOneOfThem(double quantile, double expected) =>
        Assert.Equal(expected, Measurement.Quantile([1, 2, 3, 4], quantile));

    [Fact]
    public void Quantile_NoValues_IsZero() => Assert.Equal(0, Measurement.Quantile([], 0.5));

    [Fact]
    public void ToJson_Result_NamesEveryFigureOnOneLine()
    {
        IngestResult result = new()
        {
            EventsPerSecond = 612_345.6,
            CpuSecondsPerMillion = 1.23456,
            DiskBytesPerEvent = 21.456,
            WalBytesPerEvent = 23.1,
            AckP50Ms = 1.236,
            AckP99Ms = 9,
            PeakMemoryMb = 312.34,
            Acknowledged = 6_123_456,
            Counted = 6_123_456,
        };

        Assert.Equal(
            """{"events_per_second":612346,"cpu_seconds_per_million":1.235,"disk_bytes_per_event":21.46,"wal_bytes_per_event":23.1,"""
            + "\"ack_p50_ms\":1.24,\"ack_p99_ms\":9,\"peak_memory_mb\":312.3,\"acknowledged\":6123456,\"counted\":6123456}",
            result.ToJson());
    }
}
