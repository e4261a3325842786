using System.Text;
using Pipeline.Client.Delivery.Http;

namespace Pipeline.Client.Tests.Delivery.Http;

public sealed class BatchAnswerTests
{
    [Fact]
    public void Parse_RefusalsOfEventsTalliesAndLines_KeepsTheirPlaces()
    {
        BatchAnswer answer = Parse("""
            {"accepted":7,"accepted_tallies":4,"duplicate":2,"rejected":[
              {"endpoint":"/a","event":3,"reason":"too-old"},{"endpoint":"/a","tally":0,"reason":"too-old"},
              {"line":9,"reason":"time: is missing"},{"endpoint":null,"event":null,"reason":"?"}],
             "rejected_count":1000,"deduplicated":true}
            """);

        Assert.Equal((7, 4, 2, 1000), (answer.Accepted, answer.AcceptedTallies, answer.Duplicate, answer.RejectedCount));
        Assert.Equal(
            [
                new Refusal("/a", 3, "too-old"), new Refusal("/a", 0, "too-old", IsTally: true),
                new Refusal("", 9, "time: is missing"), new Refusal("", -1, "?"),
            ],
            answer.Rejected);
    }

    [Fact]
    public void Parse_NoCountOfRefusals_CountsThem() =>
        Assert.Equal(1, Parse("""{"accepted":0,"duplicate":0,"rejected":[{"reason":"too-old"}]}""").RejectedCount);

    [Fact]
    public void Parse_NoCountOfTallies_IsZero() => Assert.Equal(0, Parse("""{"accepted":1,"duplicate":0}""").AcceptedTallies);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"accepted":"many","duplicate":0}""")]
    [InlineData("""{"accepted":1,"accepted_tallies":"many","duplicate":0}""")]
    public void Parse_SomethingElse_Throws(string json) => Assert.Throws<FormatException>(() => Parse(json));

    private static BatchAnswer Parse(string json) => BatchAnswer.Parse(Encoding.UTF8.GetBytes(json));
}
