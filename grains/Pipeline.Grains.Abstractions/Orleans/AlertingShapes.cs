using Orleans.Serialization.Configuration;
using Pipeline.Grains.Abstractions.Orleans;
using Pipeline.Protocol.Alerting;

[assembly: TypeManifestProvider(typeof(AlertingShapes))]

namespace Pipeline.Grains.Abstractions.Orleans;

/// <summary>Lets Orleans name the shapes that <see cref="Alerting.Json{T}"/> is of: they travel as JSON, but the name of the generic type has theirs in it.</summary>
internal sealed class AlertingShapes : TypeManifestProviderBase
{
    protected override void ConfigureInner(TypeManifestOptions config) => config.AddAllowedAssembly(typeof(AlertingJsonContext).Assembly);
}
