using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Pipeline.Grains.Tests;

/// <summary>Keeps the latest activation of each grain of a silo, so that a test can deactivate it and await its end.</summary>
internal sealed class Activations : IConfigureGrainContextProvider, IConfigureGrainContext
{
    public ConcurrentDictionary<GrainId, IGrainContext> Latest { get; } = new();

    public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        configurator = this;
        return true;
    }

    public void Configure(IGrainContext context) => Latest[context.GrainId] = context;
}
