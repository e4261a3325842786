using Pipeline.Protocol.Identities;

namespace Pipeline.Protocol.Tests.Identities;

public class SourceIdTests
{
    [Theory]
    [InlineData("00112233445566778899aabbccddeeff")]
    [InlineData("00112233-4455-6677-8899-AABBCCDDEEFF")]
    public void TryParse_DigitsOrGuid_IsTheSameSource(string text)
    {
        Assert.True(SourceId.TryParse(text, out SourceId id));
        Assert.Equal(new SourceId(0x0011_2233_4455_6677, 0x8899_aabb_ccdd_eeff), id);
        Assert.Equal("00112233445566778899aabbccddeeff", id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0011")]
    [InlineData("00112233445566778899aabbccddeefg")]
    public void TryParse_AnythingElse_IsFalse(string text) => Assert.False(SourceId.TryParse(text, out _));

    [Fact]
    public void Read_WhatWasWritten_IsTheSameSource()
    {
        SourceId id = SourceId.CreateRandom();
        Span<byte> bytes = stackalloc byte[SourceId.Size];
        id.Write(bytes);
        Assert.Equal(id, SourceId.Read(bytes));
    }
}
