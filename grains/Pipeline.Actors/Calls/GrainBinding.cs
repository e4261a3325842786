using Pipeline.Actors.Activations;

namespace Pipeline.Actors.Calls;

/// <summary>An interface together with the class that serves it on one host.</summary>
internal sealed class GrainBinding(GrainInterface grainInterface, GrainClass grainClass)
{
    public GrainInterface Interface { get; } = grainInterface;

    public GrainClass Class { get; } = grainClass;
}
