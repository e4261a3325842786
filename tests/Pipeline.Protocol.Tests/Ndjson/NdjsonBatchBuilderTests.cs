using System.Text;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;
using Pipeline.Protocol.Tests.Wire;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Ndjson;

public class NdjsonBatchBuilderTests
{
    private static readonly string Checkout = """{"time":1700000000000,"endpoint":"checkout"}""";
    private static readonly string Search = """{"time":1700000000001,"endpoint":"search"}""";

    [Fact]
    public void Build_TwoEndpoints_MakesASectionForEachWithItsLines()
    {
        NdjsonBatchBuilder builder = Build($"{Checkout}\n{Search}\n{Checkout}\n");
        Assert.Equal(["checkout", "search"], builder.Sections.Select(section => section.Writer.Endpoint));
        Assert.Equal([1, 3], builder.Sections[0].EventLines.ToArray());
        Assert.Equal([2], builder.Sections[1].EventLines.ToArray());
        Assert.Equal(3, builder.AcceptedCount);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\n\n  \n")]
    [InlineData("\r\n \r\n")]
    public void Build_LineEndsAndBlankLines_AreNotLinesOfTheirOwn(string end)
    {
        NdjsonBatchBuilder builder = Build(Checkout + end + Checkout + end);
        Assert.Equal(2, builder.AcceptedCount);
        Assert.Empty(builder.Rejected);
    }

    [Fact]
    public void Build_LastLineWithoutEndAndByteOrderMark_AreTaken()
        => Assert.Equal(2, Build($"\ufeff{Checkout}\n{Checkout}").AcceptedCount);

    [Fact]
    public void Build_BadLines_DoNotCostTheirNeighbours()
    {
        NdjsonBatchBuilder builder = Build($"{Checkout}\nx\n\n{Checkout[..^1]},\"mystery\":1}}\n{Checkout}");
        Assert.Equal([1, 5], Assert.Single(builder.Sections).EventLines.ToArray());
        Assert.Equal([2, 4], builder.Rejected.Select(rejected => rejected.Line));
        Assert.Equal("mystery: is not a known field", builder.Rejected[1].Error.ToString());
    }

    [Fact]
    public void Build_LineOfInvalidUtf8_DoesNotCostItsNeighbours()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(Checkout), (byte)'\n', 0xff, (byte)'\n', .. Encoding.UTF8.GetBytes(Checkout)];
        NdjsonBatchBuilder builder = new();
        builder.Build(body);
        Assert.Equal(2, builder.AcceptedCount);
        Assert.Equal(new RejectedLine(2, new EventError("", "is not UTF-8")), Assert.Single(builder.Rejected));
    }

    [Fact]
    public void Build_Tallies_KnowTheirLines()
    {
        NdjsonBatchBuilder builder = Build($"{Checkout}\n{Checkout[..^1]},\"tally\":500}}\n");
        NdjsonSection section = Assert.Single(builder.Sections);
        Assert.Equal([2], section.TallyLines.ToArray());
        Assert.Equal(1, section.Writer.TallyCount);
        Assert.Equal(1, section.Writer.EventCount);
    }

    [Fact]
    public void Build_Drops_AreInTheSection()
    {
        NdjsonBatchBuilder builder = Build($"{Checkout}\n{Checkout[..^1]},\"dropped\":{{\"cause\":\"expired\",\"events\":2}}}}\n");
        SectionWriter writer = Assert.Single(builder.Sections).Writer;
        Assert.Equal((1, 0, 1, 2), (writer.EventCount, writer.TallyCount, writer.DropCount, builder.AcceptedCount));
    }

    [Fact]
    public void Build_Again_ForgetsTheBodyBefore()
    {
        NdjsonBatchBuilder builder = Build($"{Checkout}\n{Search}\nx\n");
        builder.Build(Encoding.UTF8.GetBytes(Search));
        NdjsonSection section = Assert.Single(builder.Sections);
        Assert.Equal("search", Assert.Single(SectionDecoder.Decode(section.Writer.ToArray())).Endpoint);
        Assert.Equal([1], section.EventLines.ToArray());
        Assert.Equal(0, builder.RejectedCount);
    }

    [Fact]
    public void Build_MoreEndpointsThanABatchHolds_RefusesTheRest()
    {
        string body = string.Join('\n', Enumerable.Range(0, EventLimits.SectionsPerBatchMax + 1).Select(index => $$"""{"time":1,"endpoint":"e{{index}}"}"""));
        NdjsonBatchBuilder builder = Build(body);
        Assert.Equal(EventLimits.SectionsPerBatchMax, builder.Sections.Count);
        Assert.Equal("endpoint", Assert.Single(builder.Rejected).Error.Field);
    }

    [Fact]
    public void Build_AWholeBodyOfBadLines_CountsAllAndDescribesSome()
    {
        NdjsonBatchBuilder builder = Build(string.Concat(Enumerable.Repeat("x\n", NdjsonBatchBuilder.RejectedMax + 5)));
        Assert.Equal(NdjsonBatchBuilder.RejectedMax, builder.Rejected.Count);
        Assert.Equal(NdjsonBatchBuilder.RejectedMax + 5, builder.RejectedCount);
    }

    [Fact]
    public void Build_MoreEventsThanASectionHolds_RefusesTheRest()
    {
        NdjsonBatchBuilder builder = Build(string.Concat(Enumerable.Repeat(Checkout + "\n", EventLimits.EventsPerSectionMax + 1)));
        Assert.Equal(new RejectedLine(EventLimits.EventsPerSectionMax + 1, new EventError("", "the section is full")), Assert.Single(builder.Rejected));
        Assert.True(SectionValidator.TryValidate(builder.Sections[0].Writer.ToArray(), out _, out WireError error), error.ToString());
    }

    private static NdjsonBatchBuilder Build(string body)
    {
        NdjsonBatchBuilder builder = new();
        builder.Build(Encoding.UTF8.GetBytes(body));
        return builder;
    }
}
