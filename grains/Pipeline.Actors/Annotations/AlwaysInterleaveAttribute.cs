namespace Pipeline.Actors;

/// <summary>On a grain interface's method: its calls start at once, whatever else the activation is running.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;
