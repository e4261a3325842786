using System.Text;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Tests.Events;

public class NameRulesTests
{
    [Theory]
    [InlineData("checkout", true)]
    [InlineData("/käse/ü", true)]
    [InlineData("\U0001F600", true)]
    [InlineData("ÂÂ", true)]
    [InlineData("", false)]
    [InlineData("a\tb", false)]
    [InlineData("a\u007fb", false)]
    [InlineData("ü\u007f", false)]
    [InlineData("a\u0085b", false)]
    [InlineData("Â\u0085", false)]
    public void IsName_TextAndBytes_Agree(string text, bool expected)
    {
        Assert.Equal(expected, NameRules.IsName(text, 64));
        Assert.Equal(expected, NameRules.IsName(Encoding.UTF8.GetBytes(text), 64));
    }

    [Fact]
    public void IsName_BoundIsInBytes()
    {
        Assert.True(NameRules.IsName(new string('ü', 32), 64));
        Assert.False(NameRules.IsName(new string('ü', 32) + "a", 64));
        Assert.False(NameRules.IsName(new string('a', 65), 64));
    }

    [Fact]
    public void IsName_LoneSurrogateOrBrokenUtf8_IsFalse()
    {
        Assert.False(NameRules.IsName("a\ud800b", 64));
        Assert.False(NameRules.IsName([0x61, 0xff], 64));
        Assert.False(NameRules.IsName([0xc2], 64));
    }
}
