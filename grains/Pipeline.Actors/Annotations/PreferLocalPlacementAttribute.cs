namespace Pipeline.Actors;

/// <summary>In a cluster: activate where the call comes from.</summary>
public sealed class PreferLocalPlacementAttribute : PlacementAttribute;
