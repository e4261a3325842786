namespace Pipeline.Core.Endpoints;

/// <summary>Why a snapshot cannot be read.</summary>
public enum SnapshotFault
{
    None,

    /// <summary>Cut short, or its checksum does not fit: use the previous snapshot.</summary>
    Damaged,

    /// <summary>Written by a newer program, or no snapshot of an endpoint at all.</summary>
    UnknownVersion,

    /// <summary>The checksum fits but the contents do not: a bug of the program that wrote it. Replay the log instead.</summary>
    Inconsistent,
}
