using Orleans.Serialization.Configuration;
using Pipeline.Protocol.Alerting;

[assembly: TypeManifestProvider(typeof(Pipeline.Grains.Abstractions.Orleans.PackedTypes))]

namespace Pipeline.Grains.Abstractions.Orleans;

/// <summary>
/// Lets the types of <c>Pipeline.Protocol</c> be named in messages: a packed value says what it is of. Nothing of them is read but by their
/// JSON, since none has a serializer.
/// </summary>
internal sealed class PackedTypes : TypeManifestProviderBase
{
    protected override void ConfigureInner(TypeManifestOptions options) => options.AddAllowedAssembly(typeof(Finding).Assembly);
}
