namespace Pipeline.Actors;

/// <summary>In a cluster: activate anywhere.</summary>
public sealed class RandomPlacementAttribute : PlacementAttribute;
