using Pipeline.Detection.Training;

namespace Pipeline.Detection.Tests.Training;

public class InstalledModelCodecTests
{
    private static readonly InstalledModel s_model = new("größe", -7, UInt128.MaxValue - 12345);

    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame()
    {
        Assert.True(InstalledModelCodec.TryRead(InstalledModelCodec.Write(s_model), out InstalledModel? read));
        Assert.Equal(s_model, read);
    }

    [Fact]
    public void TryRead_CutShortOrTooLongOrOfAnotherVersion_IsRefused()
    {
        byte[] body = InstalledModelCodec.Write(s_model);
        for (int length = 0; length < body.Length; length++)
            Assert.False(InstalledModelCodec.TryRead(body.AsSpan(0, length), out _));
        Assert.False(InstalledModelCodec.TryRead([.. body, 0], out _));
        Assert.False(InstalledModelCodec.TryRead([2, .. body[1..]], out _));
    }
}
