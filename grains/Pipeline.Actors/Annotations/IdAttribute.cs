namespace Pipeline.Actors;

/// <summary>The stable number of a serialized member within its type. A number is never given to another member.</summary>
/// <param name="id">Unique within the type that declares the member.</param>
[AttributeUsage(
    AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class
    | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>The number.</summary>
    public uint Id { get; } = id;
}
