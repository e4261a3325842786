using Pipeline.EventLog.Frames;

namespace Pipeline.EventLog.Tests.Frames;

public sealed class FrameDirectoryTests
{
    private static readonly FramePart[] Parts =
    [
        new(1, new Offset(0), 1, 0, 10),
        new(2, new Offset(1_000_000_000_000), 300, 10, 100_000),
        new(70_000, new Offset(long.MaxValue - 5), 5, 100_010, 0x7000_0000),
    ];

    [Fact]
    public void Decode_WhatWasEncoded_IsTheSame()
    {
        FrameDirectory directory = FrameDirectory.Decode(Encode(Parts), position: 7, committedAtUnixMs: 9);
        Assert.Equal(Parts, directory.Parts);
        Assert.Equal(100_010 + 0x7000_0000, directory.EntriesByteLength);
    }

    [Theory]
    [InlineData(8, 9)]
    [InlineData(7, 8)]
    public void Decode_OtherPositionOrTime_Throws(long position, long committedAtUnixMs) =>
        Assert.Throws<EventLogException>(() => FrameDirectory.Decode(Encode(Parts), position, committedAtUnixMs));

    [Fact]
    public void Decode_CutAnywhere_Throws()
    {
        byte[] encoded = Encode(Parts);
        for (int length = 0; length < encoded.Length; length++)
            Assert.Throws<EventLogException>(() => FrameDirectory.Decode(encoded.AsSpan(0, length), 7, 9));
    }

    [Fact]
    public void Decode_AnyBitFlipped_Throws()
    {
        byte[] encoded = Encode(Parts);
        for (int bit = 0; bit < encoded.Length * 8; bit++)
        {
            encoded[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<EventLogException>(() => FrameDirectory.Decode(encoded, 7, 9));
            encoded[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    /// <summary>Random bytes with a right checksum reach the parser behind it: it must refuse or read, never fail otherwise.</summary>
    [Fact]
    public void Decode_RandomBytesWithRightChecksum_NeverFailsOtherwise()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] encoded = new byte[random.Next(6, 60)];
            random.NextBytes(encoded);
            encoded[0] = 1;
            encoded[1] %= 8;
            uint crc = Crc32C.Append(Crc32C.Append(Crc32C.Append(0, 7L), 9L), encoded.AsSpan(0, encoded.Length - 4));
            BitConverter.TryWriteBytes(encoded.AsSpan(encoded.Length - 4), crc);
            Exception? exception = Record.Exception(() => FrameDirectory.Decode(encoded, 7, 9));
            Assert.True(exception is null or EventLogException, $"Seed {seed}, attempt {i}: {exception}");
        }
    }

    private static byte[] Encode(FramePart[] parts)
    {
        byte[] buffer = new byte[FrameDirectory.EncodedBytesMax(parts.Length)];
        return buffer[..FrameDirectory.Encode(buffer, position: 7, committedAtUnixMs: 9, parts)];
    }
}
