namespace Pipeline.Actors;

/// <summary>
/// On a grain interface's method: calls that change nothing may run beside each other, never beside one that is not marked.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
