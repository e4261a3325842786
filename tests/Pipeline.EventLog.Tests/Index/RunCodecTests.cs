using System.Buffers;
using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Tests.Index;

public sealed class RunCodecTests
{
    private static readonly RangeRow Row = new(100, 5, new Offset(40), 90);

    private static readonly StreamRun[] Runs =
    [
        new(100, new Offset(40), 2, 0, 100),
        new(101, new Offset(42), 1, 4_000_000, 50),
        new(999, new Offset(43), 1000, 5, int.MaxValue),
    ];

    [Fact]
    public void Decode_WhatWasEncoded_IsTheSame() => Assert.Equal(Runs, RunCodec.Decode(Encode(), Row));

    [Fact]
    public void Decode_ForAnotherRow_Throws()
    {
        RangeRow[] others =
            [Row with { RangeId = 99 }, Row with { StreamId = 6 }, Row with { First = new Offset(41) }, Row with { PreviousRangeId = 0 }];
        Assert.All(others, other => Assert.Throws<EventLogException>(() => RunCodec.Decode(Encode(), other)));
    }

    [Fact]
    public void Decode_CutOrFlipped_Throws()
    {
        byte[] encoded = Encode();
        for (int i = 0; i < encoded.Length; i++)
        {
            Assert.Throws<EventLogException>(() => RunCodec.Decode(encoded.AsSpan(0, i), Row));
            encoded[i] ^= 0x10;
            Assert.Throws<EventLogException>(() => RunCodec.Decode(encoded, Row));
            encoded[i] ^= 0x10;
        }
    }

    [Fact]
    public void Encode_RunsOfEqualShape_TakeAboutSixBytesEach()
    {
        StreamRun[] runs = [.. Enumerable.Range(0, 64).Select(i => new StreamRun(100 + i, new Offset(40 + i), 1, 500_000, 10_000))];
        ArrayBufferWriter<byte> buffer = new();
        RunCodec.Encode(buffer, Row, runs);
        Assert.InRange(buffer.WrittenCount, 64 * 6, (64 * 7) + 8);
    }

    private static byte[] Encode()
    {
        ArrayBufferWriter<byte> buffer = new();
        RunCodec.Encode(buffer, Row, Runs);
        return buffer.WrittenSpan.ToArray();
    }
}
