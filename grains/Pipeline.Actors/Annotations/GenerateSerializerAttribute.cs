namespace Pipeline.Actors;

/// <summary>
/// On a type that travels in messages: what travels are its members marked with <see cref="IdAttribute"/>, and of records the
/// parameters of the primary constructor.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;
