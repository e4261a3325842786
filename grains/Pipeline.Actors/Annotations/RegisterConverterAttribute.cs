namespace Pipeline.Actors;

/// <summary>On an <see cref="IConverter{TValue,TSurrogate}"/>: messages carry the surrogate in place of the value.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RegisterConverterAttribute : Attribute;
