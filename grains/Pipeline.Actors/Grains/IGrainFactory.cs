namespace Pipeline.Actors;

/// <summary>
/// Makes references to grains. A reference is cheap, thread-safe and always valid: the grain is activated by the first call.
/// </summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain with this key.</summary>
    /// <param name="primaryKey">Not blank.</param>
    /// <param name="grainClassNamePrefix">
    /// Full name of the class or the start of it, where several implement the interface. Null for the class named like the interface.
    /// </param>
    /// <exception cref="ArgumentException">No class, or several, fit.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>A reference to the grain with this identity.</summary>
    /// <exception cref="ArgumentException">No such grain class, or it lacks the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;
}
