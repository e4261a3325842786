using Pipeline.Core.Endpoints;
using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Tests.Endpoints;

public sealed class EntryCodecTests
{
    private static readonly BatchIdentity Identity = new(new SourceIdentity(new SourceId(0x0102, 0xfffe), -5), ulong.MaxValue);

    public static TheoryData<EntryHeader> Headers => new(
        new EntryHeader(EntryKind.Section, 1_800_000_000_000, Identity),
        new EntryHeader(EntryKind.Section, 0),
        new EntryHeader(EntryKind.IdleClosed, long.MaxValue),
        new EntryHeader(EntryKind.OptionsChanged, 7),
        new EntryHeader(EntryKind.PublicationsAcknowledged, 8));

    [Theory]
    [MemberData(nameof(Headers))]
    public void TryRead_WhatWasWritten_GivesHeaderAndBody(EntryHeader header)
    {
        byte[] entry = [.. EntryCodec.CreateHeader(header), 1, 2, 3];

        Assert.True(EntryCodec.TryRead(entry, out EntryHeader read, out ReadOnlySpan<byte> body));
        Assert.Equal(header, read);
        Assert.Equal([1, 2, 3], body.ToArray());
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void TryRead_HeaderCutAnywhere_Fails(EntryHeader header)
    {
        byte[] bytes = EntryCodec.CreateHeader(header);
        for (int length = 0; length < bytes.Length; length++)
            Assert.False(EntryCodec.TryRead(bytes.AsSpan(0, length), out _, out _));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, EntryHeader.CurrentRulesVersion + 1)]
    [InlineData(2, 9)]
    [InlineData(3, 2)]
    public void TryRead_UnknownVersionKindOrFlag_Fails(int at, byte value)
    {
        byte[] bytes = EntryCodec.CreateHeader(new EntryHeader(EntryKind.Section, 1, Identity));
        bytes[at] = value;

        Assert.False(EntryCodec.TryRead(bytes, out _, out _));
    }

    [Fact]
    public void WriteHeader_KnownHeader_GivesTheDocumentedBytes()
    {
        byte[] bytes = EntryCodec.CreateHeader(new EntryHeader(EntryKind.Section, 0x0102030405060708, new BatchIdentity(
            new SourceIdentity(new SourceId(0xa0a1a2a3a4a5a6a7, 0xb0b1b2b3b4b5b6b7), 2), 3)));

        Assert.Equal(
            "0104010108070605040302" + "01" + "A0A1A2A3A4A5A6A7B0B1B2B3B4B5B6B7" + "0200000000000000" + "0300000000000000",
            Convert.ToHexString(bytes));
    }
}
