namespace Pipeline.Actors;

/// <summary>In a cluster: activate where the hash of the identity points.</summary>
public sealed class HashBasedPlacementAttribute : PlacementAttribute;
