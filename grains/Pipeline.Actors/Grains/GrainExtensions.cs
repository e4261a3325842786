using Pipeline.Actors.Activations;
using Pipeline.Actors.Calls;

namespace Pipeline.Actors;

/// <summary>Identity of grains and references.</summary>
public static class GrainExtensions
{
    /// <summary>The identity of a grain or of the grain a reference names.</summary>
    /// <exception cref="ArgumentException">Neither a grain made by a host nor a reference.</exception>
    public static GrainId GetGrainId(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference => reference.GrainId,
            IGrainBase instance => instance.GrainContext.GrainId,
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain made by a host nor a reference to one.", nameof(grain)),
        };
    }

    /// <summary>The key given to <see cref="IGrainFactory.GetGrain{TGrainInterface}(string, string?)"/>.</summary>
    /// <exception cref="ArgumentException">Neither a grain made by a host nor a reference.</exception>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key;

    /// <summary>A reference to the same grain through another of its interfaces; what a grain passes on in place of itself.</summary>
    /// <exception cref="ArgumentException">Neither a grain made by a host nor a reference, or its class lacks the interface.</exception>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
        where TGrainInterface : class, IAddressable
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            GrainReference reference => reference.Binding.Class.Host.CreateReference<TGrainInterface>(reference.GrainId),
            IGrainBase instance => ((Activation)instance.GrainContext).Host.CreateReference<TGrainInterface>(instance.GrainContext.GrainId),
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain made by a host nor a reference to one.", nameof(grain)),
        };
    }
}
