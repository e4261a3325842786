namespace Pipeline.Actors;

/// <summary>
/// Base of the attributes that say where in a cluster a grain is activated. One process has one place: they are accepted and ignored.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public abstract class PlacementAttribute : Attribute;
