namespace Pipeline.Actors;

/// <summary>
/// On a grain interface's method: the caller's task completes when the call is sent; result and failure are dropped (failures are
/// logged).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
