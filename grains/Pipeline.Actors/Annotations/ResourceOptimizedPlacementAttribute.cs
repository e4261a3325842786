namespace Pipeline.Actors;

/// <summary>In a cluster: activate where CPU and memory are free; the default there.</summary>
public sealed class ResourceOptimizedPlacementAttribute : PlacementAttribute;
