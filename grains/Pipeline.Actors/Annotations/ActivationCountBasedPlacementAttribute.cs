namespace Pipeline.Actors;

/// <summary>In a cluster: activate on one of the silos with few activations.</summary>
public sealed class ActivationCountBasedPlacementAttribute : PlacementAttribute;
