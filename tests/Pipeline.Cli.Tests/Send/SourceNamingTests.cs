using System.Security.Cryptography;
using Pipeline.Cli.AccessLogs;
using Pipeline.Cli.Input;
using Pipeline.Cli.Send;
using Pipeline.Protocol.Identities;

namespace Pipeline.Cli.Tests.Send;

public sealed class SourceNamingTests
{
    private static readonly byte[] Content = SHA256.HashData("some content"u8);

    [Fact]
    public void Of_KnownContent_IsWhatItAlwaysWas()
    {
        // A silo remembers sources for a week: a change here makes it count files again that it already holds.
        (SourceId source, ulong sequence) = Name(InputFormat.Combined, SegmentChoice.Status).Of(513);

        Assert.Equal(2ul, sequence);
        Assert.Equal("3a92934dc7f28806e2f64b6cf88733a5", source.ToString());
    }

    [Fact]
    public void Of_BatchesOfOneChunk_NumberOneSource()
    {
        SourceNaming naming = Name(InputFormat.Ndjson, SegmentChoice.None);
        (SourceId first, ulong firstSequence) = naming.Of(0);
        (SourceId last, ulong lastSequence) = naming.Of(SourceNaming.BatchesPerSource - 1);
        (SourceId next, ulong nextSequence) = naming.Of(SourceNaming.BatchesPerSource);

        Assert.Equal(first, last);
        Assert.NotEqual(first, next);
        Assert.Equal((1ul, 512ul, 1ul), (firstSequence, lastSequence, nextSequence));
    }

    [Fact]
    public void Of_OtherContentFormatOrMapping_IsAnotherSource()
    {
        SourceId[] sources =
        [
            Name(InputFormat.Combined, SegmentChoice.None).Of(0).Source,
            Name(InputFormat.Combined, SegmentChoice.Status).Of(0).Source,
            Name(InputFormat.Combined, SegmentChoice.Agent).Of(0).Source,
            Name(InputFormat.Ndjson, SegmentChoice.None).Of(0).Source,
            new SourceNaming(SHA256.HashData("other content"u8), InputFormat.Ndjson, SegmentChoice.None).Of(0).Source,
        ];

        Assert.Equal(sources.Length, sources.Distinct().Count());
    }

    private static SourceNaming Name(InputFormat format, SegmentChoice segment) => new(Content, format, segment);
}
