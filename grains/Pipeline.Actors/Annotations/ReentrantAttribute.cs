namespace Pipeline.Actors;

/// <summary>On a grain class: every call may interleave with every other, at their awaits. Turns stay exclusive.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
