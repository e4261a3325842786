namespace Pipeline.Silo.Hosting.Feed;

/// <summary>Closed windows on their way from one silo's feed to another's.</summary>
/// <param name="Sender">The silo on which they closed.</param>
/// <param name="Number">1, 2, ... for each pair of silos; the same again when a batch is sent again.</param>
/// <param name="Windows">What <see cref="Core.Queries.PortableWindowCodec"/> packed; nobody writes to it any more.</param>
[GenerateSerializer, Immutable, Alias("pipeline.feed-batch.v1")]
internal sealed record FeedBatch([property: Id(0)] SiloAddress Sender, [property: Id(1)] long Number, [property: Id(2)] ReadOnlyMemory<byte> Windows);
