namespace Pipeline.Actors;

/// <summary>The stable name of a type, interface or method on the wire, independent of its name in code.</summary>
/// <param name="alias">Unique within the application.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method,
    AllowMultiple = true)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name.</summary>
    public string Alias { get; } = alias;
}
