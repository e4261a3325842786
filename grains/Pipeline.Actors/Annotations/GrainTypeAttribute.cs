namespace Pipeline.Actors;

/// <summary>
/// The stable name of a grain class in grain identities; without it the class name in lower case, less a trailing "grain".
/// </summary>
/// <param name="grainType">Unique within the application.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    internal string GrainType { get; } = grainType;
}
