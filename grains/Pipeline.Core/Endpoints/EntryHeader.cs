using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Endpoints;

/// <summary>What stands before an entry's body in the log: an input, never a decision.</summary>
/// <param name="Kind">What the body is.</param>
/// <param name="ArrivalUnixMs">When the silo received it, Unix ms: the only clock that <see cref="EndpointState"/> knows.</param>
/// <param name="Identity">Which batch it came in; null if the sender gave none, and then a repetition is counted again.</param>
public readonly record struct EntryHeader(EntryKind Kind, long ArrivalUnixMs, BatchIdentity? Identity = null)
{
    /// <summary>
    /// The version of the rules by which entries written now are applied. A change to what <c>Apply</c> decides raises it.
    /// </summary>
    /// <remarks>1: operations have their places for ever. 2: they age, from the first section of this version on. 3: what entries close is judged. 4: changes of findings are numbered.</remarks>
    public const byte CurrentRulesVersion = 4;

    /// <summary>The first version whose entries are judged by detection.</summary>
    public const byte DetectionRulesVersion = 3;

    /// <summary>The first version whose entries number what they change of findings.</summary>
    public const byte FindingsRulesVersion = 4;

    /// <summary>The version of the rules by which this entry is applied.</summary>
    public byte RulesVersion { get; init; } = CurrentRulesVersion;
}
