using Pipeline.Protocol.Identities;

namespace Pipeline.Grains.Abstractions;

[RegisterConverter]
internal sealed class BatchIdentityConverter : IConverter<BatchIdentity, BatchIdentitySurrogate>
{
    public BatchIdentity ConvertFromSurrogate(in BatchIdentitySurrogate surrogate) => new(
        new SourceIdentity(new SourceId(surrogate.SourceHigh, surrogate.SourceLow), surrogate.SourceStartUnixMs), surrogate.Sequence);

    public BatchIdentitySurrogate ConvertToSurrogate(in BatchIdentity value) => new(
        value.Source.Id.High, value.Source.Id.Low, value.Source.StartUnixMs, value.Sequence);
}
