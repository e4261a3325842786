using Pipeline.Cli.Top;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Tests.Top;

public sealed class TopRowTests
{
    [Fact]
    public void Of_Summary_HasItsFigures()
    {
        TopRow row = TopRow.Of(Reports.Summarise(Reports.Create("/cart", count: 600, errors: 30, meanMs: 50)));
        Assert.Equal(("/cart", 2.0, 30.0, 0.05), (row.Name, row.Rate, row.Errors, row.ErrorShare));
        Assert.Equal((12.0, 3.0, 100.0), (row.CpuMs, row.DbQueries, row.TimeMsPerSecond));
    }

    [Fact]
    public void Of_SegmentOfReport_IsThatSegmentOrNothing()
    {
        EndpointReport report = Reports.Create("/cart", count: 600, errors: 30, meanMs: 50);
        TopRow row = TopRow.Of(report, "premium")!;
        Assert.Equal((0.5, 6 / 150.0, null, 25.0), (row.Rate, row.ErrorShare, row.CpuMs, row.TimeMsPerSecond));
        Assert.Null(TopRow.Of(report, "never"));
    }

    [Fact]
    public void Of_SummaryOfWhichNothingIsKnown_HasNoFigures()
    {
        TopRow row = TopRow.Of(EndpointSummaryReport.Unknown("/cart"));
        Assert.Equal((0.0, 0.0, null, null, null), (row.Rate, row.ErrorShare, row.P95Ms, row.CpuMs, row.TimeMsPerSecond));
        Assert.Equal(-1, row.Figure(EndpointSort.P95));
    }

    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0")]
    [InlineData(0.001, "<0.01")]
    [InlineData(0.5, "0.50")]
    [InlineData(9.996, "10.0")]
    [InlineData(99.96, "100")]
    [InlineData(1234.4, "1,234")]
    public void Number_AnySize_HasThreeDigitsThatMatter(double? value, string expected) => Assert.Equal(expected, TopFormat.Number(value));

    [Theory]
    [InlineData(null, "-")]
    [InlineData(0.0, "0")]
    [InlineData(0.0001, "<0.1")]
    [InlineData(0.0123, "1.2")]
    [InlineData(0.0996, "10")]
    [InlineData(1.0, "100")]
    public void Percent_AnyShare_IsShort(double? share, string expected) => Assert.Equal(expected, TopFormat.Percent(share));
}
