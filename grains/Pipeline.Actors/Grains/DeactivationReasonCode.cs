namespace Pipeline.Actors;

/// <summary>Why an activation ends. Numbered as in a cluster; some only happen there.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None,

    /// <summary>The host stops.</summary>
    ShuttingDown,

    /// <summary>Constructor or <see cref="Grain.OnActivateAsync"/> failed.</summary>
    ActivationFailed,

    /// <summary>Cluster only: the directory could not be reached.</summary>
    DirectoryFailure,

    /// <summary>No inbound work for the collection age.</summary>
    ActivationIdle,

    /// <summary>Cluster only: the activation was stuck in a call.</summary>
    ActivationUnresponsive,

    /// <summary>Cluster only: another activation of the grain was registered first.</summary>
    DuplicateActivation,

    /// <summary>Cluster only: a call of another version of the interface came.</summary>
    IncompatibleRequest,

    /// <summary>The application failed.</summary>
    ApplicationError,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,

    /// <summary>Cluster only: the grain moves to another silo.</summary>
    Migrating,

    /// <summary>The host was told to.</summary>
    RuntimeRequested,

    /// <summary>Cluster only: memory ran short.</summary>
    HighMemoryPressure,
}
