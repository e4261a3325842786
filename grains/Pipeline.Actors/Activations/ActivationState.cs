namespace Pipeline.Actors.Activations;

/// <summary>The life of an activation; it only moves down this list.</summary>
internal enum ActivationState
{
    /// <summary>Nothing has been asked of it yet.</summary>
    Created,

    /// <summary>Constructor and <see cref="Grain.OnActivateAsync"/> run; calls queue.</summary>
    Activating,

    /// <summary>Serves calls.</summary>
    Valid,

    /// <summary>Running calls end, then <see cref="Grain.OnDeactivateAsync"/> runs; calls queue for the next activation.</summary>
    Deactivating,

    /// <summary>Gone from the directory; accepts nothing.</summary>
    Ended,
}
