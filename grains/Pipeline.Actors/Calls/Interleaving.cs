namespace Pipeline.Actors.Calls;

/// <summary>What a request may run beside.</summary>
internal enum Interleaving
{
    /// <summary>Nothing but requests that always interleave.</summary>
    None,

    /// <summary>Other read-only requests.</summary>
    ReadOnly,

    /// <summary>Everything.</summary>
    Always,
}
